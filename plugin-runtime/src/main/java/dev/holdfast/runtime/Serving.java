package dev.holdfast.runtime;

/**
 * A plugin that was launched and configured.
 *
 * @param process the plugin
 * @param store its store, which refuses by itself what the plugin cannot do
 */
record Serving(PluginProcess process, RemoteStore store) {}
