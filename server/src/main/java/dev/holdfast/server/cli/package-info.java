/**
 * What all commands have in common: where the server is, how fresh an answer must be, how it is
 * printed, and what a failure comes to.
 */
@NullMarked
package dev.holdfast.server.cli;

import org.jspecify.annotations.NullMarked;
