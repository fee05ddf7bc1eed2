package dev.holdfast.conformance;

/** What a front must offer beyond a store so that a case can be run. */
public enum Facility {
  /** Nothing. */
  STORE(CaseResult.Result.SKIPPED, ""),
  /** A plugin that has not been configured yet, with its health. */
  CONFIGURE(
      CaseResult.Result.NOT_APPLICABLE,
      "a store that is opened in process is configured when it is opened"),
  /** A connection to a plugin, on which answers can get lost. */
  CONNECTION(
      CaseResult.Result.NOT_APPLICABLE,
      "a store that is called as a Java object loses no answers on the way"),
  /** Several stores on one backend, as several processes have them. */
  SHARE(CaseResult.Result.SKIPPED, "the store does not declare SHARED"),
  /** A place that a store is closed at and opened again. */
  REOPEN(CaseResult.Result.NOT_APPLICABLE, "a store that is not DURABLE keeps nothing when closed"),
  /** A process that can be started, stopped and killed. */
  LAUNCH(
      CaseResult.Result.NOT_APPLICABLE,
      "a store in the suite's own process cannot be launched or killed"),
  /** A database that can be stopped and started. */
  BACKEND(
      CaseResult.Result.NOT_APPLICABLE,
      "nothing was given that stops and starts the database, or there is none");

  private final CaseResult.Result without;
  private final String reason;

  Facility(CaseResult.Result without, String reason) {
    this.without = without;
    this.reason = reason;
  }

  /** Returns what a case that needs this comes to where the front does not offer it. */
  CaseResult.Result without() {
    return without;
  }

  /** Returns why a case that needs this is not run. */
  String reason() {
    return reason;
  }
}
