package dev.holdfast.server.bundle;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.X509Authority;
import dev.holdfast.server.document.DocumentException;
import dev.holdfast.server.document.DocumentException.Place;
import dev.holdfast.store.Bytes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The X.509 authorities of a bundle as certificates in PEM; what stands between them is ignored.
 */
final class PemDocument {

  private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
  private static final String END = "-----END CERTIFICATE-----";
  private static final int LINE_CHARACTERS = 64;

  private PemDocument() {}

  /** Reads the certificates of a trust domain. */
  static BundleContent read(TrustDomain trustDomain, String file, InputStream input) {
    List<X509Authority> authorities = new ArrayList<>();
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(input, US_ASCII))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        String text = line.strip();
        if (text.equals(BEGIN)) {
          StringBuilder body = new StringBuilder();
          int start = number;
          number += readBody(lines, body, place(file, start));
          authorities.add(authority(body.toString(), place(file, start)));
        } else if (text.startsWith("-----BEGIN ")) {
          throw new DocumentException(
              place(file, number), "found " + text + "; expected are certificates only");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (authorities.isEmpty()) {
      throw new DocumentException(
          place(file, 1), "there is no certificate; expected is " + BEGIN + " and so on");
    }
    return new BundleContent(
        Bundle.builder(trustDomain).x509Authorities(authorities).build(),
        Set.of(BundleField.X509_AUTHORITIES),
        List.of());
  }

  private static int readBody(BufferedReader lines, StringBuilder body, Place start)
      throws IOException {
    int read = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      read++;
      if (line.strip().equals(END)) {
        return read;
      }
      body.append(line.strip());
    }
    throw new DocumentException(start, "the certificate has no end; expected is " + END);
  }

  private static X509Authority authority(String body, Place place) {
    try {
      byte[] der = Base64.getDecoder().decode(body);
      Certificates.parse(der);
      return X509Authority.of(Bytes.wrap(der));
    } catch (IllegalArgumentException e) {
      throw new DocumentException(place, "the certificate cannot be read: " + e.getMessage());
    }
  }

  private static Place place(String file, int line) {
    return new Place(file, line, 1, Optional.empty());
  }

  /** Returns the lines of a certificate. */
  static List<String> lines(Bytes der) {
    List<String> lines = new ArrayList<>();
    lines.add(BEGIN);
    String text = Base64.getEncoder().encodeToString(der.toByteArray());
    for (int i = 0; i < text.length(); i += LINE_CHARACTERS) {
      lines.add(text.substring(i, Math.min(text.length(), i + LINE_CHARACTERS)));
    }
    lines.add(END);
    return lines;
  }
}
