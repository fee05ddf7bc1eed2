package dev.holdfast.sqlite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code strace -f -yy} saw of a server: writes to its log file, syncs of it, and answers on
 * its socket.
 *
 * <p>It keeps whether the log holds bytes that no sync has covered, and notes every answer that
 * begins to leave meanwhile.
 */
final class StraceLog {

  private static final Pattern CALL =
      Pattern.compile("^(\\d+)\\s+(?:<\\.\\.\\. )?(\\w+)(?: resumed>|\\()(.*)$");

  private static final int LAST_CALLS = 60;
  private static final int CALL_LENGTH = 400;

  private final String logFile;
  private final String answerText;
  private final List<String> lines;
  private final Map<String, String> unfinished = new HashMap<>();
  private final List<String> early = new ArrayList<>();
  private boolean dirty;
  private int answers;
  private int syncs;

  /**
   * Reads a trace.
   *
   * @param logFile how the path of the log file ends
   * @param answerText a text that answers hold and nothing else on the socket does
   */
  StraceLog(List<String> lines, String logFile, String answerText) {
    this.logFile = logFile;
    this.answerText = answerText;
    this.lines = lines;
    lines.forEach(this::read);
  }

  /** Returns the answers that left before the log was synced. */
  List<String> early() {
    return early;
  }

  int answers() {
    return answers;
  }

  int syncs() {
    return syncs;
  }

  /** Returns the calls at the end of the trace, for whoever wonders what was counted. */
  @Override
  public String toString() {
    return lines.size()
        + " calls, with "
        + answers
        + " answers that hold "
        + answerText
        + "; the last are\n"
        + lines.stream()
            .skip(Math.max(0, lines.size() - LAST_CALLS))
            .map(line -> line.substring(0, Math.min(line.length(), CALL_LENGTH)))
            .collect(Collectors.joining("\n"));
  }

  private void read(String line) {
    Matcher matcher = CALL.matcher(line);
    if (!matcher.matches()) {
      return;
    }
    String thread = matcher.group(1);
    String call = matcher.group(2);
    String arguments = matcher.group(3);
    boolean resumed = line.contains(" resumed>");
    boolean ends = !arguments.endsWith("<unfinished ...>");
    if (resumed) {
      arguments = unfinished.remove(thread) + arguments;
    } else {
      begin(call, arguments, line);
    }
    if (ends) {
      end(call, arguments);
    } else {
      unfinished.put(thread, arguments);
    }
  }

  private void begin(String call, String arguments, String line) {
    boolean toLog = arguments.contains(logFile + ">");
    if (call.endsWith("sync")) {
      return;
    }
    if (toLog) {
      dirty = true;
    } else if (arguments.contains(answerText)) {
      answers++;
      if (dirty) {
        early.add(line);
      }
    }
  }

  private void end(String call, String arguments) {
    if (call.endsWith("sync") && arguments.contains(logFile + ">")) {
      dirty = false;
      syncs++;
    }
  }
}
