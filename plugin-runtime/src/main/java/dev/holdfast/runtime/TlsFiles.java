package dev.holdfast.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of one side of a TLS connection, in PEM; while it is in use they are read again every
 * second, so that new ones count for the connections that are made from then on.
 *
 * @param certificates its certificate, followed by those that lead to the other side's root
 * @param privateKey the certificate's key, RSA or elliptic curve, PKCS #8, not encrypted
 * @param trusted the roots that the other side's certificate must lead to; a server without them
 *     asks its clients for none, a client without them trusts the system's
 */
public record TlsFiles(Path certificates, Path privateKey, Optional<Path> trusted) {}
