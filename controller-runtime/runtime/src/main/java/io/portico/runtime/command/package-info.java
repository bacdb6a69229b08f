/**
 * What a service is started with: its command line. Without an argument it serves; {@code --help} and {@code --version}
 * answer without starting anything; a command does one thing, without servers, and ends with its exit code. What is not
 * known, and settings that cannot work, are refused by name, with
 * {@link io.portico.runtime.command.ServiceCommand#MISUSE}.
 *
 * <p>Every service has a main class of a few lines. A further command is a {@link picocli.CommandLine.Model.CommandSpec
 * CommandSpec} around a {@code Callable<Integer>}, whose result is the exit code:
 *
 * <pre>{@code
 * @QuarkusMain
 * public final class Main {
 *     public static void main(String... args) {
 *         new ServiceCommand("node-proxy", "Makes Services reachable from this node.", NodeProxyFaults.SETTINGS)
 *                 .with(new Cleanup().spec())
 *                 .launch(args);
 *     }
 * }
 *
 * CommandSpec spec() {
 *     var spec = CommandSpec.wrapWithoutInspection((Callable<Integer>) this::run).name("cleanup");
 *     spec.usageMessage().description("Removes this node's tables.");
 *     spec.addOption(OptionSpec.builder("--wait").type(int.class).defaultValue("60").paramLabel("SECONDS")
 *             .description("How long to try.").build());
 *     return spec;     // run() reads it: spec.findOption("--wait").getValue(), spec.commandLine().getOut()
 * }
 * }</pre>
 *
 * <p>Quarkus is not running while a command does its work, so nothing is injected: it makes what it needs and closes
 * it, {@code new KubernetesClientBuilder().build()} for instance, and reads its settings by
 * {@link io.portico.runtime.settings.Settings#read}. Picocli's annotations are not used: what they say is read by
 * reflection, which an executable would have to be told of; see docs/decisions/0006-command-line.md.
 */
@NullMarked
package io.portico.runtime.command;

import org.jspecify.annotations.NullMarked;
