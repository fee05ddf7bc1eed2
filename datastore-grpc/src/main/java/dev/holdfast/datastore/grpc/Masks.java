package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.BundleField;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.FederationRelationshipField;
import dev.holdfast.datastore.NodeField;
import dev.holdfast.proto.datastore.v1.BundleMask;
import dev.holdfast.proto.datastore.v1.EntryMask;
import dev.holdfast.proto.datastore.v1.FederationRelationshipMask;
import dev.holdfast.proto.datastore.v1.NodeMask;
import java.util.EnumSet;
import java.util.Set;

/** Field masks to and from their messages. */
final class Masks {

  private Masks() {}

  static EntryMask encode(Set<EntryField> fields) {
    EntryMask.Builder mask = EntryMask.newBuilder();
    for (EntryField field : fields) {
      switch (field) {
        case PARENT_ID -> mask.setParentId(true);
        case SPIFFE_ID -> mask.setSpiffeId(true);
        case SELECTORS -> mask.setSelectors(true);
        case FEDERATES_WITH -> mask.setFederatesWith(true);
        case HINT -> mask.setHint(true);
        case DOWNSTREAM -> mask.setDownstream(true);
        case ADMIN -> mask.setAdmin(true);
        case STORE_SVID -> mask.setStoreSvid(true);
        case X509_SVID_TTL -> mask.setX509SvidTtl(true);
        case JWT_SVID_TTL -> mask.setJwtSvidTtl(true);
        case EXPIRES_AT -> mask.setExpiresAt(true);
        case DNS_NAMES -> mask.setDnsNames(true);
        case ADDITIONAL_ATTRIBUTES -> mask.setAdditionalAttributes(true);
      }
    }
    return mask.build();
  }

  static Set<EntryField> decode(EntryMask mask) {
    Set<EntryField> fields = EnumSet.noneOf(EntryField.class);
    for (EntryField field : EntryField.values()) {
      boolean set =
          switch (field) {
            case PARENT_ID -> mask.getParentId();
            case SPIFFE_ID -> mask.getSpiffeId();
            case SELECTORS -> mask.getSelectors();
            case FEDERATES_WITH -> mask.getFederatesWith();
            case HINT -> mask.getHint();
            case DOWNSTREAM -> mask.getDownstream();
            case ADMIN -> mask.getAdmin();
            case STORE_SVID -> mask.getStoreSvid();
            case X509_SVID_TTL -> mask.getX509SvidTtl();
            case JWT_SVID_TTL -> mask.getJwtSvidTtl();
            case EXPIRES_AT -> mask.getExpiresAt();
            case DNS_NAMES -> mask.getDnsNames();
            case ADDITIONAL_ATTRIBUTES -> mask.getAdditionalAttributes();
          };
      if (set) {
        fields.add(field);
      }
    }
    return fields;
  }

  static BundleMask encodeBundle(Set<BundleField> fields) {
    return BundleMask.newBuilder()
        .setX509Authorities(fields.contains(BundleField.X509_AUTHORITIES))
        .setJwtAuthorities(fields.contains(BundleField.JWT_AUTHORITIES))
        .setWitAuthorities(fields.contains(BundleField.WIT_AUTHORITIES))
        .setRefreshHint(fields.contains(BundleField.REFRESH_HINT))
        .setSequenceNumber(fields.contains(BundleField.SEQUENCE_NUMBER))
        .build();
  }

  static NodeMask encodeNode(Set<NodeField> fields) {
    return NodeMask.newBuilder()
        .setCertSerialNumber(fields.contains(NodeField.CERT_SERIAL_NUMBER))
        .setCertNotAfter(fields.contains(NodeField.CERT_NOT_AFTER))
        .setNewCertSerialNumber(fields.contains(NodeField.NEW_CERT_SERIAL_NUMBER))
        .setNewCertNotAfter(fields.contains(NodeField.NEW_CERT_NOT_AFTER))
        .setCanReattest(fields.contains(NodeField.CAN_REATTEST))
        .setAgentVersion(fields.contains(NodeField.AGENT_VERSION))
        .build();
  }

  static Set<NodeField> decode(NodeMask mask) {
    Set<NodeField> fields = EnumSet.noneOf(NodeField.class);
    for (NodeField field : NodeField.values()) {
      boolean set =
          switch (field) {
            case CERT_SERIAL_NUMBER -> mask.getCertSerialNumber();
            case CERT_NOT_AFTER -> mask.getCertNotAfter();
            case NEW_CERT_SERIAL_NUMBER -> mask.getNewCertSerialNumber();
            case NEW_CERT_NOT_AFTER -> mask.getNewCertNotAfter();
            case CAN_REATTEST -> mask.getCanReattest();
            case AGENT_VERSION -> mask.getAgentVersion();
          };
      if (set) {
        fields.add(field);
      }
    }
    return fields;
  }

  static FederationRelationshipMask encodeRelationship(Set<FederationRelationshipField> fields) {
    return FederationRelationshipMask.newBuilder()
        .setBundleEndpointUrl(fields.contains(FederationRelationshipField.BUNDLE_ENDPOINT_URL))
        .setBundleEndpointProfile(
            fields.contains(FederationRelationshipField.BUNDLE_ENDPOINT_PROFILE))
        .setBundle(fields.contains(FederationRelationshipField.BUNDLE))
        .build();
  }

  static Set<FederationRelationshipField> decode(FederationRelationshipMask mask) {
    Set<FederationRelationshipField> fields = EnumSet.noneOf(FederationRelationshipField.class);
    for (FederationRelationshipField field : FederationRelationshipField.values()) {
      boolean set =
          switch (field) {
            case BUNDLE_ENDPOINT_URL -> mask.getBundleEndpointUrl();
            case BUNDLE_ENDPOINT_PROFILE -> mask.getBundleEndpointProfile();
            case BUNDLE -> mask.getBundle();
          };
      if (set) {
        fields.add(field);
      }
    }
    return fields;
  }

  static Set<BundleField> decode(BundleMask mask) {
    Set<BundleField> fields = EnumSet.noneOf(BundleField.class);
    for (BundleField field : BundleField.values()) {
      boolean set =
          switch (field) {
            case X509_AUTHORITIES -> mask.getX509Authorities();
            case JWT_AUTHORITIES -> mask.getJwtAuthorities();
            case WIT_AUTHORITIES -> mask.getWitAuthorities();
            case REFRESH_HINT -> mask.getRefreshHint();
            case SEQUENCE_NUMBER -> mask.getSequenceNumber();
          };
      if (set) {
        fields.add(field);
      }
    }
    return fields;
  }
}
