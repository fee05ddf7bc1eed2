package dev.holdfast.server.cli;

import picocli.CommandLine.Command;

/** What the help of every command has: {@code --help} and the exit codes. */
@Command(
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    usageHelpAutoWidth = true,
    abbreviateSynopsis = true,
    descriptionHeading = "%n",
    parameterListHeading = "%nParameters:%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:refused by a rule, or failed",
      "2:the command line makes no sense",
      "3:what was asked for does not exist",
      "4:the server or the store is away or full; nothing was changed",
      "5:it exists already, or has changed meanwhile: look again, then decide",
      "6:not known whether the write was applied: look, or repeat it"
    })
public final class CommonOptions {}
