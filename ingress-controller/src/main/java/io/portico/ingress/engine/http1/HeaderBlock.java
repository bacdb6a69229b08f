package io.portico.ingress.engine.http1;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import io.portico.ingress.engine.Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message, in their order. All their bytes lie in one array, and stay there from the socket that they
 * came by to the one that they leave by: a string is made of a value only for who asks for it. Names keep their
 * spelling. Used by one thread.
 */
public final class HeaderBlock implements Headers {
    /** Of a field: where its name, and where its value begins and ends. */
    private static final int POSITIONS = 4;

    private static final int FEW = 16;
    private static final int SHORT = 512;

    private byte[] bytes = new byte[SHORT];
    private int end;
    private int[] positions = new int[FEW * POSITIONS];
    private @Nullable String[] names = new String[FEW];
    private int size;

    /** How many fields there are. */
    public int size() {
        return size;
    }

    /** How many bytes they take when they are written, at most. */
    public int length() {
        return end + size * POSITIONS;
    }

    /** Where a field of that name is; negative when there is none from there on. */
    int find(String name, int from) {
        for (var i = from; i < size; i++) {
            if (isNamed(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** The value of the field that is there. */
    public String value(int field) {
        var at = field * POSITIONS;
        return text(positions[at + 2], positions[at + 3]);
    }

    @Override
    public @Nullable String get(String name) {
        var field = find(name, 0);
        return field < 0 ? null : value(field);
    }

    @Override
    public boolean contains(String name) {
        return find(name, 0) >= 0;
    }

    @Override
    public List<String> all(String name) {
        var field = find(name, 0);
        if (field < 0) {
            return List.of();
        }
        var values = new ArrayList<String>(1);
        while (field >= 0) {
            values.add(value(field));
            field = find(name, field + 1);
        }
        return values;
    }

    /**
     * Whether one of that name's values, each a list, has that element in whatever case.
     *
     * @param token in lower case
     */
    public boolean hasToken(String name, String token) {
        for (var field = find(name, 0); field >= 0; field = find(name, field + 1)) {
            if (hasToken(positions[field * POSITIONS + 2], positions[field * POSITIONS + 3], token)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasToken(int from, int to, String token) {
        var start = from;
        for (var at = from; at <= to; at++) {
            if (at == to || bytes[at] == ',') {
                if (isToken(start, at, token)) {
                    return true;
                }
                start = at + 1;
            }
        }
        return false;
    }

    private boolean isToken(int from, int to, String token) {
        var start = from;
        var last = to;
        while (start < last && Characters.isSpace(bytes[start])) {
            start++;
        }
        while (last > start && Characters.isSpace(bytes[last - 1])) {
            last--;
        }
        if (last - start != token.length()) {
            return false;
        }
        for (var i = 0; i < token.length(); i++) {
            if (Characters.token(bytes[start + i]) != token.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void set(String name, String value) {
        remove(name);
        add(name, value);
    }

    /** In ASCII, the name in lower case. */
    @Override
    public void add(String name, String value) {
        var nameAt = append(name);
        var valueAt = append(value);
        field(nameAt, valueAt, valueAt, end, name);
    }

    /**
     * One more of another's making.
     *
     * @return where it is
     * @throws MalformedMessage when the name is no token in lower case, or the value is none
     */
    int addChecked(CharSequence name, CharSequence value) {
        var nameFrom = append(name);
        var hash = 0;
        for (var i = nameFrom; i < end; i++) {
            if (bytes[i] == 0 || Characters.token(bytes[i]) != bytes[i]) {
                throw Fault.FIELD_NAME.thrown();
            }
            hash = 31 * hash + bytes[i];
        }
        var valueFrom = append(value);
        if (valueFrom == nameFrom) {
            throw Fault.FIELD_NAME.thrown();
        }
        for (var i = valueFrom; i < end; i++) {
            if (!Characters.isValue(bytes[i])) {
                throw Fault.FIELD_VALUE.thrown();
            }
        }
        if (end > valueFrom && (Characters.isSpace(bytes[valueFrom]) || Characters.isSpace(bytes[end - 1]))) {
            throw Fault.FIELD_VALUE.thrown();
        }
        field(nameFrom, valueFrom, valueFrom, end, FieldNames.of(bytes, nameFrom, valueFrom, hash));
        return size - 1;
    }

    @Override
    public void remove(String name) {
        if (find(name, 0) >= 0) {
            removeIf(name::equalsIgnoreCase);
        }
    }

    @Override
    public void removeIf(Predicate<String> gone) {
        var kept = 0;
        for (var i = 0; i < size; i++) {
            if (!gone.test(name(i))) {
                if (kept != i) {
                    System.arraycopy(positions, i * POSITIONS, positions, kept * POSITIONS, POSITIONS);
                    names[kept] = names[i];
                }
                kept++;
            }
        }
        Arrays.fill(names, kept, size, null);
        size = kept;
    }

    /** The name of the field that is there, in lower case. */
    public String name(int field) {
        var name = names[field];
        if (name == null) {
            throw new IndexOutOfBoundsException(field);
        }
        return name;
    }

    /** The value of the field that is there, as bytes of its own. */
    public AsciiString bytes(int field) {
        var at = field * POSITIONS;
        return new AsciiString(bytes, positions[at + 2], positions[at + 3] - positions[at + 2], true);
    }

    /** Each as a line, in their order. */
    public void writeTo(ByteBuf out) {
        for (var i = 0; i < size; i++) {
            var at = i * POSITIONS;
            out.writeBytes(bytes, positions[at], positions[at + 1] - positions[at]);
            out.writeShort(MessageWriter.COLON_SPACE);
            out.writeBytes(bytes, positions[at + 2], positions[at + 3] - positions[at + 2]);
            out.writeShort(MessageWriter.CRLF);
        }
    }

    /** Takes bytes of a message; returns where they lie now. */
    int take(ByteBuf in, int length) {
        var start = end;
        reserve(length);
        in.readBytes(bytes, start, length);
        end += length;
        return start;
    }

    /** What lies there. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the bytes that were taken end. */
    int end() {
        return end;
    }

    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** A field of bytes that were taken. */
    void field(int nameFrom, int nameTo, int valueFrom, int valueTo, String name) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            positions = Arrays.copyOf(positions, size * 2 * POSITIONS);
        }
        var at = size * POSITIONS;
        positions[at] = nameFrom;
        positions[at + 1] = nameTo;
        positions[at + 2] = valueFrom;
        positions[at + 3] = valueTo;
        names[size++] = name;
    }

    @SuppressWarnings("deprecation") // Copies the low bytes of ASCII, which is all that there is to do.
    private int append(String text) {
        var start = end;
        var length = text.length();
        reserve(length);
        text.getBytes(0, length, bytes, start);
        end += length;
        return start;
    }

    private int append(CharSequence text) {
        if (text instanceof AsciiString ascii) {
            var start = end;
            reserve(ascii.length());
            System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, start, ascii.length());
            end += ascii.length();
            return start;
        }
        return append(text.toString());
    }

    private void reserve(int length) {
        if (bytes.length - end < length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + length));
        }
    }

    @SuppressWarnings("ReferenceEquality") // Common names are always the same strings.
    private boolean isNamed(int field, String name) {
        var own = name(field);
        return own == name || own.equalsIgnoreCase(name);
    }
}
