package io.portico.runtime.values;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map that never changes. A changed copy shares all but a few nodes with the map it was made from, so making one
 * costs the logarithm of its size, and {@link #differences} between the two looks only where they do not share: a hash
 * trie (Bagwell, "Ideal Hash Trees", 2001).
 *
 * @param <K> keys, compared by value
 * @param <V> values, compared by identity
 */
@SuppressWarnings("ReferenceEquality") // It is what all of this is about.
public final class PersistentMap<K, V> {
    private static final int BITS = 5;
    private static final int CHILDREN = 1 << BITS;

    private final @Nullable Node<K, V> root;
    private final int size;

    private sealed interface Node<K, V> {}

    private record Leaf<K, V>(int hash, K key, V value) implements Node<K, V> {}

    /** Leaves whose keys have one hash. */
    private record Clash<K, V>(int hash, List<Leaf<K, V>> leaves) implements Node<K, V> {}

    /** A child for each bit that is set, in order. At least one. */
    private static final class Branch<K, V> implements Node<K, V> {
        private final int present;
        private final Node<K, V>[] children;

        private Branch(int present, Node<K, V>[] children) {
            this.present = present;
            this.children = children;
        }

        private int position(int bit) {
            return Integer.bitCount(present & (bit - 1));
        }

        private @Nullable Node<K, V> child(int bit) {
            return (present & bit) == 0 ? null : children[position(bit)];
        }

        private Branch<K, V> with(int bit, Node<K, V> child) {
            var at = position(bit);
            var isThere = (present & bit) != 0;
            Node<K, V>[] copy = newArray(children.length + (isThere ? 0 : 1));
            System.arraycopy(children, 0, copy, 0, at);
            copy[at] = child;
            System.arraycopy(children, isThere ? at + 1 : at, copy, at + 1, copy.length - at - 1);
            return new Branch<>(present | bit, copy);
        }

        private @Nullable Node<K, V> without(int bit) {
            if (children.length == 1) {
                return null;
            }
            var at = position(bit);
            var other = children[at == 0 ? 1 : 0];
            if (children.length == 2 && !(other instanceof Branch)) {
                return other;
            }
            Node<K, V>[] copy = newArray(children.length - 1);
            System.arraycopy(children, 0, copy, 0, at);
            System.arraycopy(children, at + 1, copy, at, copy.length - at);
            return new Branch<>(present & ~bit, copy);
        }

        /** The children, each where its bit is. */
        private Node<K, V>[] spread() {
            Node<K, V>[] spread = newArray(CHILDREN);
            for (var rest = present; rest != 0; rest &= rest - 1) {
                spread[Integer.numberOfTrailingZeros(rest)] = children[position(rest & -rest)];
            }
            return spread;
        }

        /** The reverse of {@link #spread}. */
        private static <K, V> Branch<K, V> of(Node<K, V>[] spread) {
            var present = 0;
            Node<K, V>[] children = newArray(CHILDREN);
            for (var at = 0; at < CHILDREN; at++) {
                if (spread[at] != null) {
                    children[Integer.bitCount(present)] = spread[at];
                    present |= 1 << at;
                }
            }
            return new Branch<>(present, Arrays.copyOf(children, Integer.bitCount(present)));
        }

        @SuppressWarnings("unchecked")
        private static <K, V> Node<K, V>[] newArray(int length) {
            return (Node<K, V>[]) new Node<?, ?>[length];
        }
    }

    private PersistentMap(@Nullable Node<K, V> root, int size) {
        this.root = root;
        this.size = size;
    }

    /** Without entries. */
    public static <K, V> PersistentMap<K, V> empty() {
        return new PersistentMap<>(null, 0);
    }

    /** How many entries it has. */
    public int size() {
        return size;
    }

    /** The value of that key, or null. */
    public @Nullable V get(K key) {
        var leaf = leaf(root, 0, hash(key), key);
        return leaf == null ? null : leaf.value;
    }

    /** With that value for that key; this very map when it has it already. */
    public PersistentMap<K, V> with(K key, V value) {
        var hash = hash(key);
        var before = leaf(root, 0, hash, key);
        if (before != null && before.value == value) {
            return this;
        }
        return new PersistentMap<>(with(root, 0, new Leaf<>(hash, key, value)), before == null ? size + 1 : size);
    }

    /** With all those values: as one {@link #with} after the other, but each node is copied once for all of them. */
    public PersistentMap<K, V> withAll(Map<? extends K, ? extends V> entries) {
        var leaves = new ArrayList<Leaf<K, V>>(entries.size());
        var more = 0;
        for (var entry : entries.entrySet()) {
            var hash = hash(entry.getKey());
            var before = leaf(root, 0, hash, entry.getKey());
            more += before == null ? 1 : 0;
            if (before == null || before.value != entry.getValue()) {
                leaves.add(new Leaf<>(hash, entry.getKey(), entry.getValue()));
            }
        }
        // The lowest bits first, so that those who share a child are neighbours on each level.
        leaves.sort((one, other) -> Integer.compareUnsigned(Integer.reverse(one.hash), Integer.reverse(other.hash)));
        return leaves.isEmpty() ? this : new PersistentMap<>(withAll(root, 0, leaves), size + more);
    }

    /** Without that key; this very map when it has none such. */
    public PersistentMap<K, V> without(K key) {
        var hash = hash(key);
        return leaf(root, 0, hash, key) == null
                ? this
                : new PersistentMap<>(root == null ? null : without(root, 0, hash, key), size - 1);
    }

    /** With that value, or without one when it is null. */
    public PersistentMap<K, V> put(K key, @Nullable V value) {
        return value == null ? without(key) : with(key, value);
    }

    /** Every entry once, in an order of the hashes' making. */
    public void forEach(BiConsumer<? super K, ? super V> action) {
        forEach(root, leaf -> action.accept(leaf.key, leaf.value));
    }

    /** The keys. */
    public Set<K> keys() {
        var keys = HashSet.<K>newHashSet(size);
        forEach((key, _) -> keys.add(key));
        return keys;
    }

    /** The keys that only one of both maps has, or that have not the identical value in both. */
    public Set<K> differences(PersistentMap<K, V> other) {
        var differences = new HashSet<K>();
        collect(root, other.root, 0, differences);
        return differences;
    }

    private interface Visitor<K, V> {
        void visit(Leaf<K, V> leaf);
    }

    private static int hash(Object key) {
        var hash = key.hashCode();
        return hash ^ (hash >>> 16);
    }

    private static int bit(int hash, int shift) {
        return 1 << ((hash >>> shift) & (CHILDREN - 1));
    }

    private static <K, V> @Nullable Leaf<K, V> leaf(@Nullable Node<K, V> from, int fromShift, int hash, K key) {
        var node = from;
        var shift = fromShift;
        while (node instanceof Branch<K, V> branch) {
            node = branch.child(bit(hash, shift));
            shift += BITS;
        }
        if (node instanceof Clash<K, V> clash) {
            return clash.leaves.stream()
                    .filter(leaf -> leaf.key.equals(key))
                    .findFirst()
                    .orElse(null);
        }
        return node instanceof Leaf<K, V> leaf && leaf.hash == hash && leaf.key.equals(key) ? leaf : null;
    }

    private static <K, V> Node<K, V> with(@Nullable Node<K, V> node, int shift, Leaf<K, V> leaf) {
        return switch (node) {
            case null -> leaf;
            case Branch<K, V> branch -> {
                var bit = bit(leaf.hash, shift);
                yield branch.with(bit, with(branch.child(bit), shift + BITS, leaf));
            }
            case Leaf<K, V> other when other.key.equals(leaf.key) -> leaf;
            case Leaf<K, V> other when other.hash == leaf.hash -> new Clash<>(leaf.hash, List.of(other, leaf));
            case Leaf<K, V> other -> with(branchOf(other, other.hash, shift), shift, leaf);
            case Clash<K, V> clash
            when clash.hash == leaf.hash -> {
                var leaves = new ArrayList<>(clash.leaves);
                leaves.removeIf(other -> other.key.equals(leaf.key));
                leaves.add(leaf);
                yield new Clash<>(clash.hash, List.copyOf(leaves));
            }
            case Clash<K, V> clash -> with(branchOf(clash, clash.hash, shift), shift, leaf);
        };
    }

    private static <K, V> Node<K, V> withAll(@Nullable Node<K, V> node, int shift, List<Leaf<K, V>> leaves) {
        if (leaves.getFirst().hash == leaves.getLast().hash) {
            var changed = node;
            for (var leaf : leaves) {
                changed = with(changed, shift, leaf);
            }
            return Objects.requireNonNull(changed);
        }
        var branch = branch(node, shift);
        Node<K, V>[] children = branch.spread();
        var from = 0;
        while (from < leaves.size()) {
            var bit = bit(leaves.get(from).hash, shift);
            var to = from + 1;
            while (to < leaves.size() && bit(leaves.get(to).hash, shift) == bit) {
                to++;
            }
            children[Integer.numberOfTrailingZeros(bit)] =
                    withAll(branch.child(bit), shift + BITS, leaves.subList(from, to));
            from = to;
        }
        return Branch.of(children);
    }

    private static <K, V> Branch<K, V> branch(@Nullable Node<K, V> node, int shift) {
        return switch (node) {
            case null -> new Branch<>(0, Branch.newArray(0));
            case Branch<K, V> branch -> branch;
            case Leaf<K, V> leaf -> branchOf(leaf, leaf.hash, shift);
            case Clash<K, V> clash -> branchOf(clash, clash.hash, shift);
        };
    }

    private static <K, V> Branch<K, V> branchOf(Node<K, V> child, int hash, int shift) {
        return new Branch<K, V>(0, Branch.newArray(0)).with(bit(hash, shift), child);
    }

    private static <K, V> @Nullable Node<K, V> without(Node<K, V> node, int shift, int hash, K key) {
        return switch (node) {
            case Leaf<K, V> _ -> null;
            case Clash<K, V> clash -> {
                var leaves = new ArrayList<>(clash.leaves);
                leaves.removeIf(leaf -> leaf.key.equals(key));
                yield leaves.size() == 1 ? leaves.getFirst() : new Clash<>(clash.hash, List.copyOf(leaves));
            }
            case Branch<K, V> branch -> {
                var bit = bit(hash, shift);
                var child = branch.child(bit);
                var left = child == null ? null : without(child, shift + BITS, hash, key);
                if (left == null) {
                    yield branch.without(bit);
                }
                yield branch.children.length == 1 && !(left instanceof Branch) ? left : branch.with(bit, left);
            }
        };
    }

    private static <K, V> void forEach(@Nullable Node<K, V> node, Visitor<K, V> visitor) {
        switch (node) {
            case null -> {}
            case Leaf<K, V> leaf -> visitor.visit(leaf);
            case Clash<K, V> clash -> clash.leaves.forEach(visitor::visit);
            case Branch<K, V> branch -> {
                for (var child : branch.children) {
                    forEach(child, visitor);
                }
            }
        }
    }

    private static <K, V> void collect(
            @Nullable Node<K, V> one, @Nullable Node<K, V> other, int shift, Set<K> differences) {
        if (one == other) {
            return;
        }
        if (one instanceof Branch<K, V> left && other instanceof Branch<K, V> right) {
            for (var rest = left.present | right.present; rest != 0; rest &= rest - 1) {
                var bit = rest & -rest;
                collect(left.child(bit), right.child(bit), shift + BITS, differences);
            }
            return;
        }
        collectMissing(one, other, shift, differences);
        collectMissing(other, one, shift, differences);
    }

    private static <K, V> void collectMissing(
            @Nullable Node<K, V> of, @Nullable Node<K, V> in, int shift, Set<K> differences) {
        forEach(of, leaf -> {
            var there = leaf(in, shift, leaf.hash, leaf.key);
            if (there == null || there.value != leaf.value) {
                differences.add(leaf.key);
            }
        });
    }
}
