/** What every DataStore must do, as tests: run on the cache itself and on its remote client. */
package dev.holdfast.datastore.cache.contract;
