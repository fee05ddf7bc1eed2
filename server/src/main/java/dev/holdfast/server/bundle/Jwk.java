package dev.holdfast.server.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Public keys to and from JSON Web Keys (RFC 7517, RFC 7518): elliptic curves, Ed25519 and RSA. */
final class Jwk {

  private static final Map<String, String> CURVES =
      Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");
  private static final int LEAST_RSA_BITS = 2_048;
  private static final int ED25519_BYTES = 32;

  /** What precedes the 32 bytes of a key on Ed25519 in its PKIX form (RFC 8410). */
  private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private Jwk() {}

  /**
   * Returns the key on an elliptic curve.
   *
   * @throws IllegalArgumentException if there is none, saying why
   */
  static PublicKey ellipticCurve(String curve, byte[] x, byte[] y) {
    String name = CURVES.get(curve);
    if (name == null) {
      throw new IllegalArgumentException(
          "the curve \"" + curve + "\" is not one of P-256, P-384 and P-521");
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(name));
      ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
      ECPoint point = new ECPoint(new BigInteger(1, x), new BigInteger(1, y));
      if (!isOn(spec.getCurve(), point)) {
        throw new IllegalArgumentException("the point (x, y) is not on the curve " + curve);
      }
      return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, spec));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static boolean isOn(EllipticCurve curve, ECPoint point) {
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
    return x.compareTo(p) < 0
        && y.compareTo(p) < 0
        && y.pow(2).subtract(right).mod(p).signum() == 0;
  }

  /**
   * Returns the RSA key of a modulus and an exponent.
   *
   * @throws IllegalArgumentException if there is none, saying why
   */
  static PublicKey rsa(byte[] modulus, byte[] exponent) {
    BigInteger n = new BigInteger(1, modulus);
    if (n.bitLength() < LEAST_RSA_BITS) {
      throw new IllegalArgumentException(
          "the modulus n has " + n.bitLength() + " bits; the least is " + LEAST_RSA_BITS);
    }
    try {
      return KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(n, new BigInteger(1, exponent)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /**
   * Returns the Edwards-curve key (RFC 8037) of a curve and the encoding of a point.
   *
   * @throws IllegalArgumentException if there is none, saying why
   */
  static PublicKey edwardsCurve(String curve, byte[] x) {
    if (!curve.equals("Ed25519")) {
      throw new IllegalArgumentException("the curve \"" + curve + "\" is not Ed25519");
    }
    if (x.length != ED25519_BYTES) {
      throw new IllegalArgumentException(
          "x has " + x.length + " bytes; a key on Ed25519 has " + ED25519_BYTES);
    }
    byte[] der = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + ED25519_BYTES);
    System.arraycopy(x, 0, der, ED25519_PREFIX.length, ED25519_BYTES);
    try {
      return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("x is no key on Ed25519: " + e.getMessage(), e);
    }
  }

  /**
   * Returns the key whose PKIX form in DER is given.
   *
   * @throws IllegalArgumentException if it is none that can be read
   */
  static PublicKey ofDer(byte[] der) {
    for (String algorithm : List.of("EC", "RSA", "Ed25519")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(der));
      } catch (GeneralSecurityException e) {
        // not of this kind; the next is tried
      }
    }
    throw new IllegalArgumentException(
        "it is not a public key, PKIX in DER, of EC, RSA or Ed25519");
  }

  /**
   * Writes the fields of a key, without the braces.
   *
   * @throws IllegalArgumentException if it is of a kind that has no such form
   */
  static void writeFields(PublicKey key, JsonGenerator json) throws IOException {
    if (key instanceof ECPublicKey ec) {
      int bits = ec.getParams().getCurve().getField().getFieldSize();
      int bytes = (bits + 7) / 8;
      json.writeStringField("kty", "EC");
      json.writeStringField("crv", "P-" + bits);
      json.writeStringField("x", base64Url(unsigned(ec.getW().getAffineX(), bytes)));
      json.writeStringField("y", base64Url(unsigned(ec.getW().getAffineY(), bytes)));
    } else if (key instanceof RSAPublicKey rsa) {
      json.writeStringField("kty", "RSA");
      json.writeStringField("n", base64Url(unsigned(rsa.getModulus())));
      json.writeStringField("e", base64Url(unsigned(rsa.getPublicExponent())));
    } else if (key instanceof EdECPublicKey && key.getEncoded().length > ED25519_BYTES) {
      byte[] der = key.getEncoded();
      json.writeStringField("kty", "OKP");
      json.writeStringField("crv", "Ed25519");
      json.writeStringField(
          "x", base64Url(Arrays.copyOfRange(der, der.length - ED25519_BYTES, der.length)));
    } else {
      throw new IllegalArgumentException(
          "a key of the kind " + key.getAlgorithm() + " has no form in a SPIFFE bundle document");
    }
  }

  private static String base64Url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] unsigned(BigInteger number) {
    return unsigned(number, (number.bitLength() + 7) / 8);
  }

  private static byte[] unsigned(BigInteger number, int size) {
    byte[] signed = number.toByteArray();
    byte[] unsigned = new byte[size];
    int length = Math.min(size, signed.length);
    System.arraycopy(signed, signed.length - length, unsigned, size - length, length);
    return unsigned;
  }
}
