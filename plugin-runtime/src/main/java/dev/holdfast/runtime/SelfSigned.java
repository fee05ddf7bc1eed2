package dev.holdfast.runtime;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.store.Bytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * A certificate that a process makes for one connection, signed with its own key.
 *
 * <p>Each side hands it to the other over a channel that is safe already, the environment of a
 * child and its standard output, so the certificate itself is the whole trust. The key is on the
 * curve P-256, which every TLS library reads.
 *
 * @param certificate the certificate, X.509 in DER
 * @param privateKey its key
 */
record SelfSigned(Bytes certificate, PrivateKey privateKey) {

  private static final byte[] ECDSA_WITH_SHA256 = {
    0x06, 0x08, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02
  };
  private static final byte[] COMMON_NAME = {0x06, 0x03, 0x55, 0x04, 0x03};
  private static final byte[] BASIC_CONSTRAINTS = {0x06, 0x03, 0x55, 0x1d, 0x13};
  private static final byte[] KEY_USAGE = {0x06, 0x03, 0x55, 0x1d, 0x0f};
  private static final byte[] EXTENDED_KEY_USAGE = {0x06, 0x03, 0x55, 0x1d, 0x25};
  private static final byte[] SUBJECT_ALTERNATIVE_NAME = {0x06, 0x03, 0x55, 0x1d, 0x11};
  private static final byte[] SERVER_AUTH = {
    0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01
  };
  private static final byte[] CLIENT_AUTH = {
    0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x02
  };
  private static final byte[] CRITICAL = {0x01, 0x01, (byte) 0xff};

  /** Signing other certificates, besides signing and agreeing on keys: it is its own issuer. */
  private static final byte[] SIGN_AGREE_ISSUE = {0x03, 0x02, 0x02, (byte) 0x8c};

  private static final int INTEGER = 0x02;
  private static final int BIT_STRING = 0x03;
  private static final int OCTET_STRING = 0x04;
  private static final int UTF8_STRING = 0x0c;
  private static final int GENERALIZED_TIME = 0x18;
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int DNS_NAME = 0x82;
  private static final int VERSION_FIELD = 0xa0;
  private static final int EXTENSIONS_FIELD = 0xa3;

  private static final String HOST = "localhost";
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);
  private static final Duration LIFE = Duration.ofDays(30 * 365);

  /** Makes a new key and its certificate, for {@code localhost}, as client and as server. */
  static SelfSigned generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair keys = generator.generateKeyPair();
      byte[] content = content(keys.getPublic().getEncoded());
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(content);
      byte[] certificate =
          der(
              SEQUENCE,
              content,
              der(SEQUENCE, ECDSA_WITH_SHA256),
              der(BIT_STRING, new byte[1], signature.sign()));
      return new SelfSigned(Bytes.wrap(certificate), keys.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make keys on the curve P-256", e);
    }
  }

  /** Returns the certificate in PEM. */
  String certificatePem() {
    return pem("CERTIFICATE", certificate.toByteArray());
  }

  /** Returns a stream of the certificate in PEM. */
  InputStream certificateStream() {
    return stream(certificatePem());
  }

  /** Returns a stream of the key in PEM. */
  InputStream privateKeyStream() {
    return stream(pem("PRIVATE KEY", privateKey.getEncoded()));
  }

  /** Returns a stream of a certificate in PEM. */
  static InputStream certificateStream(Bytes der) {
    return stream(pem("CERTIFICATE", der.toByteArray()));
  }

  private static InputStream stream(String pem) {
    return new ByteArrayInputStream(pem.getBytes(US_ASCII));
  }

  private static String pem(String what, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
  }

  private static byte[] content(byte[] publicKey) {
    Instant now = Instant.now();
    byte[] name =
        der(
            SEQUENCE,
            der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, HOST.getBytes(US_ASCII)))));
    return der(
        SEQUENCE,
        der(VERSION_FIELD, der(INTEGER, new byte[] {2})),
        der(INTEGER, new BigInteger(120, new SecureRandom()).toByteArray()),
        der(SEQUENCE, ECDSA_WITH_SHA256),
        name,
        der(SEQUENCE, time(now.minus(CLOCK_SKEW)), time(now.plus(LIFE))),
        name,
        publicKey,
        der(EXTENSIONS_FIELD, der(SEQUENCE, extensions())));
  }

  private static byte[] extensions() {
    byte[] isIssuer = der(SEQUENCE, CRITICAL);
    byte[] purposes = der(SEQUENCE, SERVER_AUTH, CLIENT_AUTH);
    byte[] names = der(SEQUENCE, der(DNS_NAME, HOST.getBytes(US_ASCII)));
    return concat(
        der(SEQUENCE, BASIC_CONSTRAINTS, CRITICAL, der(OCTET_STRING, isIssuer)),
        der(SEQUENCE, KEY_USAGE, CRITICAL, der(OCTET_STRING, SIGN_AGREE_ISSUE)),
        der(SEQUENCE, EXTENDED_KEY_USAGE, der(OCTET_STRING, purposes)),
        der(SEQUENCE, SUBJECT_ALTERNATIVE_NAME, der(OCTET_STRING, names)));
  }

  private static byte[] time(Instant instant) {
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    return der(GENERALIZED_TIME, format.format(instant).getBytes(US_ASCII));
  }

  /** Returns a value with its tag and length before it. */
  private static byte[] der(int tag, byte[]... parts) {
    byte[] value = concat(parts);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (value.length < 0x80) {
      out.write(value.length);
    } else if (value.length < 0x100) {
      out.write(0x81);
      out.write(value.length);
    } else {
      out.write(0x82);
      out.write(value.length >>> 8);
      out.write(value.length);
    }
    out.writeBytes(value);
    return out.toByteArray();
  }

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
