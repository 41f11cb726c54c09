// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person sees of a command that failed or was called wrongly: a line, and what helps. */
final class Failures {
  private Failures() {}

  static int failed(Exception e, CommandLine command, ParseResult parsed) {
    LoggerFactory.getLogger(Failures.class).debug("the command failed", e);
    print(command, explanation(e));
    return CommandLine.ExitCode.SOFTWARE;
  }

  static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    print(command, e.getMessage());
    PrintWriter err = command.getErr();
    UnmatchedArgumentException.printSuggestions(e, err);
    err.println("See: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return CommandLine.ExitCode.USAGE;
  }

  private static void print(CommandLine command, String message) {
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText("segue: " + message));
    err.flush();
  }

  /** The message; the class as well where the message was not written for people. */
  private static String explanation(Exception e) {
    if (e instanceof FileSystemException file && file.getFile() != null) {
      return file.getFile() + ": " + reason(file);
    }
    String message = e.getMessage();
    return message == null || !isOurs(e) ? e.toString() : message;
  }

  private static String reason(FileSystemException e) {
    if (e.getReason() != null) {
      return e.getReason();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof NoSuchFileException
        ? "no such file or folder"
        : e.getClass().getSimpleName();
  }

  /** Whether it was made by code of ours, whatever its class. */
  private static boolean isOurs(Exception e) {
    StackTraceElement[] trace = e.getStackTrace();
    return e.getClass().getName().startsWith("dev.segue")
        || (trace.length > 0 && trace[0].getClassName().startsWith("dev.segue"));
  }
}
