package dev.holdfast.server.node;

import dev.holdfast.datastore.AttestedNode;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.server.document.DocumentException;
import dev.holdfast.server.document.DocumentException.Place;
import dev.holdfast.server.document.Fields;
import dev.holdfast.server.document.JsonReader;
import dev.holdfast.server.document.SelectorDocument;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads nodes from JSON, as {@code node list --with-selectors --output json} writes them. */
final class NodeDocument {

  private static final long LATEST_SECOND = 253_402_300_799L; // the end of the year 9999

  private static final Fields<Draft> NODE =
      new Fields<Draft>()
          .on(
              "spiffe_id",
              (draft, json) ->
                  draft.id =
                      Optional.of(
                          json.text(
                              "a SPIFFE id such as \"spiffe://example.org/spire/agent/1\"",
                              SpiffeId::parse)))
          .on("attestation_type", (draft, json) -> draft.type = json.text("a text"))
          .alias("attestation_data_type", "attestation_type")
          .on("cert_serial_number", (draft, json) -> draft.serial = json.text("a text"))
          .on("cert_not_after", (draft, json) -> draft.notAfter = time(json))
          .on("new_cert_serial_number", (draft, json) -> draft.newSerial = json.text("a text"))
          .on("new_cert_not_after", (draft, json) -> draft.newNotAfter = time(json))
          .on("can_reattest", (draft, json) -> draft.canReattest = json.flag())
          .on("agent_version", (draft, json) -> draft.version = json.text("a text"))
          .on(
              "selectors",
              (draft, json) -> draft.selectors = Optional.of(SelectorDocument.read(json)))
          .ignore("banned", "revision_number", "created_at", "create_revision", "mod_revision");

  private static final Fields<List<AttestedNode>> DOCUMENT =
      new Fields<List<AttestedNode>>()
          .on("nodes", (nodes, json) -> json.array("nodes", () -> nodes.add(readOne(json))))
          .ignore("revision", "history_id", "age_ms");

  private NodeDocument() {}

  /**
   * Reads a document.
   *
   * @param file its name, for people
   * @param content its content
   * @return the nodes, with their selectors where they are told
   */
  static List<AttestedNode> read(String file, InputStream content) {
    List<AttestedNode> nodes = new ArrayList<>();
    JsonReader.readObject(file, content, DOCUMENT, nodes);
    if (nodes.isEmpty()) {
      throw new DocumentException(
          new Place(file, 1, 1, Optional.of("nodes")),
          "there is no node; expected is at least one");
    }
    return nodes;
  }

  private static AttestedNode readOne(JsonReader json) {
    Draft draft = new Draft();
    Place place = json.object(NODE, draft);
    SpiffeId id =
        draft.id.orElseThrow(
            () -> new DocumentException(place, "spiffe_id is missing; every node has one"));
    return AttestedNode.builder(id)
        .attestationType(draft.type)
        .certSerialNumber(draft.serial)
        .certNotAfter(draft.notAfter)
        .newCertSerialNumber(Optional.of(draft.newSerial))
        .newCertNotAfter(draft.newNotAfter)
        .canReattest(draft.canReattest)
        .agentVersion(draft.version)
        .selectors(draft.selectors)
        .build();
  }

  private static Optional<Instant> time(JsonReader json) {
    long second = json.number("seconds since 1970, 0 meaning none", 0, LATEST_SECOND);
    return second == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(second));
  }

  /** A node while it is read. */
  private static final class Draft {
    private Optional<SpiffeId> id = Optional.empty();
    private String type = "";
    private String serial = "";
    private Optional<Instant> notAfter = Optional.empty();
    private String newSerial = "";
    private Optional<Instant> newNotAfter = Optional.empty();
    private boolean canReattest;
    private String version = "";
    private Optional<List<Selector>> selectors = Optional.empty();
  }
}
