package dev.holdfast.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The start script, in a source tree that has what it looks at: a program that is built already,
 * from the classes under test, and a Maven that fails.
 */
@Isolated("a process that another test forks may hold a script open that was just written")
final class StartScriptTest {

  private static final Path SCRIPT = Path.of(System.getProperty("holdfast.root"), "holdfast");

  @TempDir private Path root;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void build() throws IOException {
    Files.copy(SCRIPT, root.resolve("holdfast"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(root.resolve("pom.xml"));
    for (String module :
        List.of("proto", "datastore-api", "plugin-sql", "conformance-tests", "fleet", "server")) {
      Files.createDirectories(root.resolve(module).resolve("src/main"));
      Files.createFile(root.resolve(module).resolve("pom.xml"));
    }
    Path program = Files.createDirectories(root.resolve("server/target/program/lib"));
    pointer(program.resolveSibling("server-0.jar"));
    pointer(program.resolve("other-0.jar"));
    stamp(Instant.now().plusSeconds(60));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("PATH", root.resolve("bin") + ":/usr/bin:/bin");
    maven("echo '[INFO] Building Holdfast :: Server 1.0 [2/2]'; echo '[ERROR] no luck'; exit 1");
  }

  /** Makes a jar that stands for the class path of this process. */
  private static void pointer(Path jar) throws IOException {
    String elements =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(element -> Path.of(element).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, elements);
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
  }

  private void stamp(Instant time) throws IOException {
    Path stamp = root.resolve("server/target/program/holdfast.stamp");
    Files.write(stamp, new byte[0]);
    Files.setLastModifiedTime(stamp, FileTime.from(time));
  }

  private void maven(String body) throws IOException {
    Path file = Files.createDirectories(root.resolve("bin")).resolve("mvn");
    Files.writeString(
        file, "#!/bin/sh\necho \"$@\" > " + root + "/maven-arguments\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Ended(int status, String out, String err) {}

  private Ended run(String script, String... args) throws IOException, InterruptedException {
    Path out = root.resolve("out");
    Path err = root.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(script), Stream.of(args)).toArray(String[]::new));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process =
        builder
            .directory(root.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    return new Ended(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  @Test
  void help_isShown() throws Exception {
    Ended ended = run("./holdfast", "--help");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.status()).isZero();
    assertThat(ended.out()).startsWith("Usage: holdfast").contains("quickstart", "serve");
  }

  @Test
  void exitStatusAndNameOfTheScript_areHandedOn() throws Exception {
    Ended ended = run("./holdfast", "status", "--server", "unix:" + root.resolve("none.sock"));
    assertThat(ended.status()).isEqualTo(4);
    assertThat(ended.err()).contains("start one with './holdfast serve");
  }

  @Test
  void arguments_areHandedOnAsTheyAre() throws Exception {
    String store = "sqlite:" + root.resolve("a b.db");
    assertThat(run("./holdfast", "store", "put", "--store", store, "a  key", "").status()).isZero();
    assertThat(run("./holdfast", "store", "count", "--store", store, "a  key").out())
        .isEqualTo("1\n");
  }

  @Test
  void linkToTheScript_findsTheProgram() throws Exception {
    Path link = Files.createSymbolicLink(root.resolve("bin/hf"), root.resolve("holdfast"));
    assertThat(run(link.toString(), "--version").out()).startsWith("holdfast ");
  }

  @Test
  void withoutJava_saysWhatToInstall() throws Exception {
    environment.put("JAVA_HOME", "/none");
    Ended ended = run("./holdfast", "--help");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err())
        .contains("JAVA_HOME is /none")
        .contains("install a JDK, version 17 or later")
        .contains("openjdk-17-jdk-headless");
  }

  @Test
  void withoutMaven_saysWhatToInstall() throws Exception {
    stamp(Instant.EPOCH);
    Files.delete(root.resolve("bin/mvn"));
    Path tools = Files.createDirectories(root.resolve("tools"));
    for (String tool :
        List.of("bash", "dirname", "readlink", "find", "sed", "mkdir", "touch", "env")) {
      Path found = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin") : Path.of("/bin");
      Files.copy(found.resolve(tool), tools.resolve(tool), StandardCopyOption.COPY_ATTRIBUTES);
    }
    environment.put("PATH", tools.toString());
    Ended ended = run("./holdfast", "--help");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.err()).contains("there is no Maven").contains("apt-get install maven");
  }

  @Test
  void changedSource_isBuiltAndAFailureTold() throws Exception {
    stamp(Instant.now().minusSeconds(5));
    Files.createFile(root.resolve("server/src/main/New.java"));
    Ended ended = run("./holdfast", "--help");
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err())
        .contains("building the program")
        .contains("2 of 2  Holdfast :: Server")
        .contains("[ERROR] no luck")
        .contains("the build failed");
    assertThat(Files.readString(root.resolve("maven-arguments")))
        .contains("-Pprogram", "-Dmaven.test.skip=true", "-pl server -am package");
  }

  @Test
  void changeElsewhere_isNotBuilt() throws Exception {
    stamp(Instant.now().plusSeconds(5));
    Files.createFile(root.resolve("README.md"));
    Files.createDirectories(root.resolve("server/src/test"));
    assertThat(run("./holdfast", "--version").err()).isEmpty();
  }
}
