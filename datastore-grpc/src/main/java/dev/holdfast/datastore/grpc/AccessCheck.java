package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.grpc.Access.Role;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Refuses the calls of those who have no access, before anything else is done. */
final class AccessCheck implements ServerInterceptor {

  private static final int URI_NAME = 6; // in RFC 5280's GeneralName

  private final Access access;

  AccessCheck(Access access) {
    this.access = access;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    try {
      String method = Objects.requireNonNull(call.getMethodDescriptor().getBareMethodName());
      require(caller(call), Role.of(method), method);
      return next.startCall(call, headers);
    } catch (DataStoreException e) {
      StatusRuntimeException refusal = Failures.encode(e);
      call.close(
          refusal.getStatus(), Objects.requireNonNullElseGet(refusal.getTrailers(), Metadata::new));
      return new ServerCall.Listener<>() {};
    }
  }

  private void require(SpiffeId caller, Role role, String method) {
    if (!access.allows(caller, role)) {
      throw new DataStoreException(
          Reason.PERMISSION_DENIED,
          caller
              + " may not call "
              + method
              + ", which needs the role "
              + role.word()
              + "; let the server allow it");
    }
  }

  private static SpiffeId caller(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session == null) {
      throw unknown("the connection is not encrypted, so nobody knows whose it is");
    }
    try {
      Certificate[] chain = session.getPeerCertificates();
      return id((X509Certificate) chain[0]);
    } catch (SSLPeerUnverifiedException e) {
      throw unknown("the client showed no certificate");
    }
  }

  private static SpiffeId id(X509Certificate certificate) {
    try {
      List<String> uris =
          Optional.ofNullable(certificate.getSubjectAlternativeNames()).stream()
              .flatMap(Collection::stream)
              .filter(name -> name.get(0).equals(URI_NAME))
              .map(name -> String.valueOf(name.get(1)))
              .toList();
      if (uris.size() != 1) {
        throw unknown(
            "the client's certificate has "
                + uris.size()
                + " URIs among its alternative names; a SPIFFE id is the only one");
      }
      return SpiffeId.parse(uris.get(0));
    } catch (CertificateParsingException e) {
      throw unknown("the client's certificate cannot be read: " + e.getMessage());
    } catch (DataStoreException e) {
      throw e.reason() == Reason.UNAUTHENTICATED
          ? e
          : unknown("the client's certificate tells no SPIFFE id: " + e.description());
    }
  }

  private static DataStoreException unknown(String why) {
    return new DataStoreException(Reason.UNAUTHENTICATED, why);
  }
}
