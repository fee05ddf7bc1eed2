package dev.holdfast.datastore.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.grpc.Access.Role;
import dev.holdfast.proto.datastore.v1.BatchServiceGrpc;
import dev.holdfast.proto.datastore.v1.BundleServiceGrpc;
import dev.holdfast.proto.datastore.v1.CaJournalServiceGrpc;
import dev.holdfast.proto.datastore.v1.DataStoreServiceGrpc;
import dev.holdfast.proto.datastore.v1.EntryServiceGrpc;
import dev.holdfast.proto.datastore.v1.FederationRelationshipServiceGrpc;
import dev.holdfast.proto.datastore.v1.JoinTokenServiceGrpc;
import dev.holdfast.proto.datastore.v1.NodeSelectorServiceGrpc;
import dev.holdfast.proto.datastore.v1.NodeServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class AccessTest {

  private static final SpiffeId READER = SpiffeId.parse("spiffe://example.org/reader");
  private static final SpiffeId WRITER = SpiffeId.parse("spiffe://example.org/writer");

  @Test
  void role_ofEveryMethod() {
    assertThat(methods().filter(method -> Role.of(method) == Role.WRITE))
        .isNotEmpty()
        .allMatch(
            method ->
                method.matches(
                    "BatchWrite|(Append|Create|Delete|Prune|Revoke|Set|Taint|Update)[A-Z].*"));
    assertThat(methods().filter(method -> Role.of(method) == Role.READ))
        .isNotEmpty()
        .allMatch(method -> method.matches("(Count|Fetch|Get|List|Watch)[A-Z].*"));
  }

  private static Stream<String> methods() {
    return Stream.of(
            BatchServiceGrpc.getServiceDescriptor(),
            BundleServiceGrpc.getServiceDescriptor(),
            CaJournalServiceGrpc.getServiceDescriptor(),
            DataStoreServiceGrpc.getServiceDescriptor(),
            EntryServiceGrpc.getServiceDescriptor(),
            FederationRelationshipServiceGrpc.getServiceDescriptor(),
            JoinTokenServiceGrpc.getServiceDescriptor(),
            NodeSelectorServiceGrpc.getServiceDescriptor(),
            NodeServiceGrpc.getServiceDescriptor())
        .map(ServiceDescriptor::getMethods)
        .flatMap(methods -> methods.stream().map(MethodDescriptor::getBareMethodName))
        .map(Objects::requireNonNull);
  }

  @Test
  void writer_mayRead_andReaderMayNotWrite() {
    Access access = Access.of(Set.of(READER), Set.of(WRITER));
    assertThat(access.allows(WRITER, Role.WRITE)).isTrue();
    assertThat(access.allows(WRITER, Role.READ)).isTrue();
    assertThat(access.allows(READER, Role.READ)).isTrue();
    assertThat(access.allows(READER, Role.WRITE)).isFalse();
    assertThat(access.allows(SpiffeId.parse("spiffe://example.org"), Role.READ)).isFalse();
  }

  @Test
  void accessOfNobody_isRefused() {
    assertThatThrownBy(() -> Access.of(Set.of(), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
