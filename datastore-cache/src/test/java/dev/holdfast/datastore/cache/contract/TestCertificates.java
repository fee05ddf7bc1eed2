package dev.holdfast.datastore.cache.contract;

/** Certificates of authorities, in base 64, and what they say. */
public final class TestCertificates {

  /** Expires at the beginning of 2026. */
  public static final String EARLY =
      "MIIBMTCB2aADAgECAghCoYVSnDQfQjAKBggqhkjOPQQDAjAOMQwwCgYDVQQDEwNvbmUwHhcNMjUwMTAx"
          + "MDAwMDAwWhcNMjYwMTAxMDAwMDAwWjAOMQwwCgYDVQQDEwNvbmUwWTATBgcqhkjOPQIBBggqhkjOPQMB"
          + "BwNCAAT6xOtz66hEPknTR5hC0CfZpeWuoxbQRBoVyqEtZF0uXq5pxKEKNYP3DnSXUpAkaiJ9ZP/qcMzw"
          + "9sO+/po1RUnKoyEwHzAdBgNVHQ4EFgQUqbGwbfy2D2RL+EDl5cUnMRtvPMwwCgYIKoZIzj0EAwIDRwAw"
          + "RAIgRoKcNd+mPAu9OmRrBgUM9Rrt/JoFIsVuuXLkHFtzv0kCIEiL5zDk5nKGqB42fn4Xzi82kOsgWlnF"
          + "NMTQXX5B7E6a";

  public static final String EARLY_ID = "a9b1b06dfcb60f644bf840e5e5c527311b6f3ccc";

  /** Expires in December 2034. */
  public static final String LATE =
      "MIIBMzCB2qADAgECAgkAlp71QxAscqswCgYIKoZIzj0EAwIwDjEMMAoGA1UEAxMDdHdvMB4XDTI1MDEw"
          + "MTAwMDAwMFoXDTM0MTIzMDAwMDAwMFowDjEMMAoGA1UEAxMDdHdvMFkwEwYHKoZIzj0CAQYIKoZIzj0D"
          + "AQcDQgAEp9Jo7LSIDmK2c1xaw9L/bJXP15HuOWRMq8RiJtxVwoSWoEdAf0YVOfVXcYPMRGane3m/J+LQ"
          + "x8kR0AhCBLNf3qMhMB8wHQYDVR0OBBYEFIzGYBWdaaehLcsl3QDVSIoVL+aZMAoGCCqGSM49BAMCA0gA"
          + "MEUCIQDEc8M4UHWNeccCeIg+ljDrf7w4OFGtf64Sl611a23nyQIgHt1iXVk9kCBESF9bGZYBKDCKXDhQ"
          + "YZSpNpZ/bV5firs=";

  public static final String LATE_ID = "8cc660159d69a7a12dcb25dd00d5488a152fe699";

  private TestCertificates() {}
}
