/**
 * Stores in etcd: one native transaction per commit, one watch per process.
 *
 * <p>Opened by {@link dev.holdfast.etcd.EtcdStoreProvider}, by the URL {@code
 * etcd:host:port,host:port/prefix}.
 */
@NullMarked
package dev.holdfast.etcd;

import org.jspecify.annotations.NullMarked;
