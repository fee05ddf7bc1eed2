package dev.holdfast.fleet;

import java.util.Locale;

/** Ids that look like random UUIDs. */
final class Ids {

  private static final long RANGE = 1L << 32;

  private Ids() {}

  static String random(Draw draw) {
    return of(draw.bits() >>> 32, draw);
  }

  /**
   * Returns the id at a place, which follows those of all places before.
   *
   * @param place the place, from 0
   * @param places how many there are
   */
  static String ascending(int place, int places, Draw draw) {
    long least = RANGE * place / places;
    long room = RANGE * (place + 1) / places - least;
    return of(least + Long.remainderUnsigned(draw.bits(), room), draw);
  }

  private static String of(long first, Draw draw) {
    long middle = draw.bits();
    return String.format(
        Locale.ROOT,
        "%08x-%04x-4%03x-%04x-%012x",
        first,
        middle & 0xffff,
        (middle >>> 16) & 0xfff,
        0x8000 | ((middle >>> 28) & 0x3fff),
        draw.bits() >>> 16);
  }
}
