import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Writes the files beside it: a fleet of five clusters in two regions, 50 nodes, 520 registration
 * entries, and the bundles of three trust domains.
 *
 * <p>Run {@code java examples/fleet/Generate.java} from the root. Nodes and entries come out the
 * same every time. A bundle that is there stays as it is; one that is missing is made with new
 * keys, whose private halves are thrown away: the bundles are real, and nobody can sign for them.
 */
public final class Generate {

  private static final String OWN = "acme.example";
  private static final String PARTNER = "partner.example";
  private static final String BANK = "bank.example";
  private static final long YEAR_2036 = 2_082_758_400L;
  private static final int NODES_PER_CLUSTER = 10;
  private static final List<String> COMPONENTS =
      List.of("api", "worker", "cron", "migrate", "canary");

  private record Cluster(String name, String region) {}

  private record Service(String namespace, String name) {}

  private static final List<Cluster> CLUSTERS =
      List.of(
          new Cluster("eu-west-1", "eu-west"),
          new Cluster("eu-west-2", "eu-west"),
          new Cluster("us-east-1", "us-east"),
          new Cluster("us-east-2", "us-east"),
          new Cluster("us-east-3", "us-east"));

  private static final List<Service> SERVICES = new ArrayList<>();

  static {
    add("payments", "checkout", "ledger", "refunds", "fraud");
    add("shop", "web", "cart", "search", "catalog", "recommendations");
    add("identity", "login", "accounts", "tokens");
    add("data", "ingest", "warehouse", "reports");
    add("platform", "gateway", "metrics", "logs", "scheduler", "mailer");
  }

  private static void add(String namespace, String... names) {
    for (String name : names) {
      SERVICES.add(new Service(namespace, name));
    }
  }

  private Generate() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of("examples", "fleet");
    write(folder.resolve("nodes.json"), "nodes", nodes());
    write(folder.resolve("entries.json"), "entries", entries());
    for (String trustDomain : List.of(OWN, PARTNER, BANK)) {
      Path file = folder.resolve("bundles").resolve(trustDomain + ".json");
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, bundle(trustDomain));
      }
    }
  }

  // Nodes

  private static List<String> nodes() {
    List<String> nodes = new ArrayList<>();
    for (Cluster cluster : CLUSTERS) {
      for (int i = 0; i < NODES_PER_CLUSTER; i++) {
        nodes.add(node(cluster, i));
      }
    }
    return nodes;
  }

  private static String node(Cluster cluster, int number) {
    String name = cluster.name() + "-node-" + number;
    String pool = number == 0 ? "gpu" : number == 1 ? "edge" : "general";
    boolean banned = cluster.name().equals("us-east-3") && number == 9;
    return object(
        text("spiffe_id", agent(cluster, name)),
        text("attestation_type", "k8s_psat"),
        text("cert_serial_number", banned ? "" : String.valueOf(Math.abs((long) name.hashCode()))),
        number("cert_not_after", YEAR_2036 + number * 3_600L),
        flag("can_reattest", number != 1),
        text("agent_version", number < 8 ? "1.16.1" : "1.15.3"),
        selectors(
            "k8s_psat:cluster:" + cluster.name(),
            "k8s_psat:agent_ns:spire",
            "k8s_psat:agent_sa:spire-agent",
            "k8s_psat:agent_node_name:" + name,
            "k8s_psat:agent_node_label:region:" + cluster.region(),
            "k8s_psat:agent_node_label:zone:" + cluster.name() + "abc".charAt(number % 3),
            "k8s_psat:agent_node_label:pool:" + pool));
  }

  private static String agent(Cluster cluster, String name) {
    return "spiffe://" + OWN + "/spire/agent/k8s_psat/" + cluster.name() + "/"
        + UUID.nameUUIDFromBytes(name.getBytes());
  }

  // Entries

  private static List<String> entries() {
    List<String> entries = new ArrayList<>();
    for (Cluster cluster : CLUSTERS) {
      entries.add(alias(cluster));
      entries.add(pool(cluster, "gpu"));
      entries.add(pool(cluster, "edge"));
      entries.add(nestedServer(cluster));
      for (Service service : SERVICES) {
        for (String component : COMPONENTS) {
          entries.add(workload(cluster, service, component));
        }
      }
    }
    return entries;
  }

  /** What all nodes of a cluster are known as, so that a workload is registered once per cluster. */
  private static String alias(Cluster cluster) {
    return object(
        text("entry_id", cluster.name()),
        text("spiffe_id", clusterId(cluster)),
        text("parent_id", "spiffe://" + OWN + "/spire/server"),
        selectors("k8s_psat:cluster:" + cluster.name()));
  }

  private static String pool(Cluster cluster, String pool) {
    return object(
        text("entry_id", cluster.name() + ".pool-" + pool),
        text("spiffe_id", clusterId(cluster) + "/pool/" + pool),
        text("parent_id", "spiffe://" + OWN + "/spire/server"),
        selectors(
            "k8s_psat:cluster:" + cluster.name(), "k8s_psat:agent_node_label:pool:" + pool));
  }

  private static String nestedServer(Cluster cluster) {
    return object(
        text("entry_id", cluster.name() + ".nested-server"),
        text("spiffe_id", "spiffe://" + OWN + "/nested/" + cluster.name()),
        text("parent_id", clusterId(cluster)),
        selectors("k8s:ns:spire", "k8s:sa:nested-server"),
        flag("downstream", true),
        number("x509_svid_ttl", 86_400));
  }

  private static String workload(Cluster cluster, Service service, String component) {
    List<String> fields = new ArrayList<>();
    fields.add(
        text("entry_id", String.join(".", cluster.name(), service.namespace(), service.name(), component)));
    fields.add(
        text(
            "spiffe_id",
            "spiffe://" + OWN + "/ns/" + service.namespace() + "/" + service.name() + "/" + component));
    fields.add(text("parent_id", parent(cluster, service)));
    fields.add(
        selectors(
            "k8s:ns:" + service.namespace(),
            "k8s:sa:" + service.name(),
            "k8s:container-name:" + component));
    List<String> partners = partners(service, component);
    if (!partners.isEmpty()) {
      fields.add(texts("federates_with", partners));
    }
    switch (component) {
      case "api" ->
          fields.add(
              texts("dns_names", List.of(service.name() + "." + service.namespace() + ".svc")));
      case "worker" -> fields.add(number("x509_svid_ttl", 3_600));
      case "migrate" -> fields.add(number("expires_at", YEAR_2036));
      case "canary" -> fields.add(text("hint", "canary"));
      default -> {}
    }
    if (service.name().equals("tokens")) {
      fields.add(number("jwt_svid_ttl", 300));
    }
    if (service.name().equals("scheduler") && component.equals("api")) {
      fields.add(flag("admin", true));
    }
    return object(fields.toArray(String[]::new));
  }

  private static String parent(Cluster cluster, Service service) {
    return service.name().equals("recommendations") ? clusterId(cluster) + "/pool/gpu" : clusterId(cluster);
  }

  private static List<String> partners(Service service, String component) {
    if (service.namespace().equals("payments")) {
      return component.equals("api") ? List.of(BANK, PARTNER) : List.of(BANK);
    }
    return service.name().equals("gateway") ? List.of(PARTNER) : List.of();
  }

  private static String clusterId(Cluster cluster) {
    return "spiffe://" + OWN + "/cluster/" + cluster.name();
  }

  // Bundles

  private static String bundle(String trustDomain) throws Exception {
    List<String> keys = new ArrayList<>();
    int authorities = trustDomain.equals(OWN) ? 2 : 1;
    for (int i = 0; i < authorities; i++) {
      X509Certificate certificate = authority(trustDomain, 2026 + 5 * i);
      keys.add(
          object(
              text("use", "x509-svid"),
              jwk(certificate.getPublicKey()),
              "\"x5c\": [\"" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + "\"]"));
    }
    keys.add(object(text("use", "jwt-svid"), text("kid", trustDomain + "-1"), jwk(jwtKey(trustDomain))));
    return "{\n  \"keys\": [\n    "
        + String.join(",\n    ", keys)
        + "\n  ],\n  \"spiffe_sequence\": 1,\n  \"spiffe_refresh_hint\": 300\n}\n";
  }

  private static PublicKey jwtKey(String trustDomain) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(trustDomain.equals(BANK) ? "RSA" : "EC");
    if (trustDomain.equals(BANK)) {
      generator.initialize(2_048);
    } else {
      generator.initialize(new ECGenParameterSpec("secp256r1"));
    }
    return generator.generateKeyPair().getPublic();
  }

  /** Makes a certificate authority as the SPIFFE standard wants it, with the JDK's own tool. */
  private static X509Certificate authority(String trustDomain, int year) throws Exception {
    Path store = Files.createTempDirectory("fleet").resolve("keys.p12");
    String password = UUID.randomUUID().toString();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair", "-alias", "ca", "-keystore", store.toString(), "-storepass", password,
            "-storetype", "PKCS12", "-keyalg", "EC", "-groupname", "secp256r1",
            "-dname", "CN=" + trustDomain + " " + year + ",O=" + trustDomain,
            "-startdate", year + "/01/01 00:00:00", "-validity", "3650",
            "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign,cRLSign",
            "-ext", "san=uri:spiffe://" + trustDomain);
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException("keytool failed");
    }
    try (InputStream in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, password.toCharArray());
      return (X509Certificate) keys.getCertificate("ca");
    } finally {
      Files.delete(store);
      Files.delete(store.getParent());
    }
  }

  private static String jwk(PublicKey key) {
    if (key instanceof RSAPublicKey rsa) {
      return String.join(
          ", ",
          text("kty", "RSA"),
          text("n", base64Url(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8)),
          text("e", base64Url(rsa.getPublicExponent(), 3)));
    }
    ECPublicKey ec = (ECPublicKey) key;
    return String.join(
        ", ",
        text("kty", "EC"),
        text("crv", "P-256"),
        text("x", base64Url(ec.getW().getAffineX(), 32)),
        text("y", base64Url(ec.getW().getAffineY(), 32)));
  }

  private static String base64Url(BigInteger number, int size) {
    byte[] signed = number.toByteArray();
    byte[] unsigned = new byte[size];
    int length = Math.min(size, signed.length);
    System.arraycopy(signed, signed.length - length, unsigned, size - length, length);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
  }

  // JSON, of texts that need no escapes

  private static void write(Path file, String name, List<String> objects) throws IOException {
    Files.writeString(
        file, "{\"" + name + "\": [\n" + String.join(",\n", objects) + "\n]}\n");
  }

  private static String object(String... fields) {
    return "{" + String.join(", ", fields) + "}";
  }

  private static String text(String name, String value) {
    return String.format(Locale.ROOT, "\"%s\": \"%s\"", name, value);
  }

  private static String number(String name, long value) {
    return "\"" + name + "\": " + value;
  }

  private static String flag(String name, boolean value) {
    return "\"" + name + "\": " + value;
  }

  private static String texts(String name, List<String> values) {
    return "\"" + name + "\": [\"" + String.join("\", \"", values) + "\"]";
  }

  private static String selectors(String... selectors) {
    List<String> objects = new ArrayList<>();
    for (String selector : selectors) {
      int colon = selector.indexOf(':');
      objects.add(
          object(
              text("type", selector.substring(0, colon)),
              text("value", selector.substring(colon + 1))));
    }
    return "\"selectors\": [" + String.join(", ", objects) + "]";
  }
}
