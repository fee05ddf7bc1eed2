package dev.holdfast.docs;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every piece of Java that a page shows is compiled here, and every link leads somewhere. */
class DocumentationTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern JAVA = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\[[^\\]\\n]+\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*)$");

  static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .map(ROOT::relativize)
          .filter(file -> Stream.of(file.toString().split("/")).noneMatch(DocumentationTest::isOut))
          .sorted()
          .toList();
    }
  }

  static List<Path> pagesWithJava() throws IOException {
    return pages().stream().filter(page -> JAVA.matcher(text(page)).find()).toList();
  }

  private static boolean isOut(String folder) {
    return folder.equals("target") || folder.startsWith(".") || folder.equals("node_modules");
  }

  @ParameterizedTest
  @MethodSource("pagesWithJava")
  void java_isCompiled(Path page) throws IOException {
    List<String> shown = new ArrayList<>();
    Matcher matcher = JAVA.matcher(text(page));
    while (matcher.find()) {
      shown.add(withoutIndent(matcher.group(1)));
    }
    String compiled = compiled();

    assertThat(shown).allSatisfy(snippet -> assertThat(compiled).contains(snippet));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void links_leadSomewhere(Path page) {
    List<String> broken = new ArrayList<>();
    Matcher matcher = LINK.matcher(text(page));
    while (matcher.find()) {
      String target = matcher.group(1);
      if (!target.contains("://") && !leadsSomewhere(ROOT.resolve(page), target)) {
        broken.add(target);
      }
    }

    assertThat(broken).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
    return Files.exists(file) && (parts.length == 1 || anchors(file).contains(parts[1]));
  }

  private static List<String> anchors(Path file) {
    List<String> anchors = new ArrayList<>();
    Matcher matcher = HEADING.matcher(text(file));
    while (matcher.find()) {
      anchors.add(
          matcher
              .group(1)
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^a-z0-9 _-]", "")
              .strip()
              .replace(' ', '-'));
    }
    return anchors;
  }

  private static String compiled() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs/src/test/java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(DocumentationTest::text)
          .map(DocumentationTest::withoutIndent)
          .collect(joining("\n"));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withoutIndent(String text) {
    return text.lines().map(String::strip).collect(joining("\n"));
  }
}
