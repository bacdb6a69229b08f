package io.portico.records;

import static net.bytebuddy.matcher.ElementMatchers.isDeclaredBy;
import static net.bytebuddy.matcher.ElementMatchers.isEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import net.bytebuddy.build.Plugin;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.EqualsMethod;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Gives records an {@code equals} of plain instructions where javac left it to {@code java.lang.runtime.ObjectMethods}.
 * Both compare the same; but a native executable interprets the latter's method handles, 5 to 40 µs for each comparison
 * instead of a few ns (docs/decisions/0005-records-in-native-executables.md). An {@code equals} that is written by hand
 * stays, and so does that of a record with an array, which Byte Buddy would compare by content.
 */
public final class RecordEquals implements Plugin {
    private static final String GENERATOR = "java/lang/runtime/ObjectMethods";

    @Override
    public boolean matches(TypeDescription type) {
        return type.isRecord()
                && type.getDeclaredFields().stream()
                        .noneMatch(field -> field.getType().isArray());
    }

    @Override
    public DynamicType.Builder<?> apply(
            DynamicType.Builder<?> builder, TypeDescription type, ClassFileLocator classes) {
        return isLeftToGenerator(type, classes)
                ? builder.method(isEquals().and(isDeclaredBy(type)))
                        .intercept(EqualsMethod.isolated().withPrimitiveTypedFieldsFirst())
                : builder;
    }

    @Override
    public void close() {}

    /**
     * Whether a class' {@code equals} is javac's: one {@code invokedynamic}.
     *
     * @param classes where the class is found
     */
    public static boolean isLeftToGenerator(TypeDescription type, ClassFileLocator classes) {
        var found = new AtomicBoolean();
        try {
            new ClassReader(classes.locate(type.getName()).resolve())
                    .accept(new Search(found), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.get();
    }

    private static final class Search extends ClassVisitor {
        private final AtomicBoolean found;

        private Search(AtomicBoolean found) {
            super(Opcodes.ASM9);
            this.found = found;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String name,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return !name.equals("equals") || !descriptor.equals("(Ljava/lang/Object;)Z")
                    ? null
                    : new MethodVisitor(Opcodes.ASM9) {
                        @Override
                        public void visitInvokeDynamicInsn(
                                String called, String type, Handle bootstrap, Object... arguments) {
                            if (bootstrap.getOwner().equals(GENERATOR)) {
                                found.set(true);
                            }
                        }
                    };
        }
    }
}
