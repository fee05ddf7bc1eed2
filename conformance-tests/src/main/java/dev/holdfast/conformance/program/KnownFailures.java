package dev.holdfast.conformance.program;

import dev.holdfast.conformance.CaseNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cases that are known to fail, each with the reason why it is put up with.
 *
 * @param reasons the reasons by case
 */
record KnownFailures(Map<CaseNumber, String> reasons) {

  static KnownFailures read(Optional<Path> file) throws IOException {
    Map<CaseNumber, String> reasons = new TreeMap<>();
    if (file.isPresent()) {
      for (String line : Files.readAllLines(file.get())) {
        if (!line.isBlank() && !line.startsWith("#")) {
          add(line, reasons);
        }
      }
    }
    return new KnownFailures(reasons);
  }

  private static void add(String line, Map<CaseNumber, String> reasons) {
    int colon = line.indexOf(':');
    String reason = line.substring(colon + 1).trim();
    if (colon < 0 || reason.isEmpty()) {
      throw new Unusable("the known failure '" + line + "' is not of the form 'number: reason'");
    }
    try {
      reasons.put(CaseNumber.parse(line.substring(0, colon)), reason);
    } catch (IllegalArgumentException e) {
      throw new Unusable(String.valueOf(e.getMessage()));
    }
  }

  Optional<String> reason(CaseNumber number) {
    return Optional.ofNullable(reasons.get(number));
  }
}
