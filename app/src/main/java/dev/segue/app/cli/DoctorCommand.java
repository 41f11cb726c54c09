// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Logging;
import dev.segue.app.doctor.Doctor;
import dev.segue.app.doctor.Finding;
import dev.segue.runtime.config.Settings;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code segue doctor}. */
@Command(
    name = "doctor",
    description = {
      "Says what Segue runs on: Java, processor, device and precision of the networks,"
          + " libraries, data folder, broker and weights.",
      "Exit code 1 if it would not run as it is set up."
    },
    mixinStandardHelpOptions = true)
public final class DoctorCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private BackboneFlags backbone;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    Logging.quiet();
    Settings settings = common.client(backbone);
    List<Finding> findings = Doctor.examine(settings, common.data);
    boolean ok = findings.stream().noneMatch(f -> f.status() == Finding.Status.FAIL);
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(Json.of(json(ok, findings)));
    } else {
      findings.forEach(
          finding ->
              out.printf("%-5s %-24s %s%n", lower(finding), finding.name(), finding.detail()));
    }
    out.flush();
    return ok ? 0 : 1;
  }

  private static Map<String, Object> json(boolean ok, List<Finding> findings) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("ok", ok);
    result.put("checks", findings.stream().map(DoctorCommand::json).toList());
    return result;
  }

  private static Map<String, String> json(Finding finding) {
    Map<String, String> result = new LinkedHashMap<>();
    result.put("name", finding.name());
    result.put("status", lower(finding));
    result.put("detail", finding.detail());
    return result;
  }

  private static String lower(Finding finding) {
    return finding.status().name().toLowerCase(Locale.ROOT);
  }
}
