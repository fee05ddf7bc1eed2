/**
 * The {@link dev.holdfast.datastore.DataStore} over gRPC: {@link
 * dev.holdfast.datastore.grpc.DataStoreServices} serve one, {@link
 * dev.holdfast.datastore.grpc.RemoteDataStore} is one that is served elsewhere.
 */
@NullMarked
package dev.holdfast.datastore.grpc;

import org.jspecify.annotations.NullMarked;
