// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code {name}} in TorchScript by the place of that parameter in the list {@code p}. */
final class References {
  private static final Pattern REFERENCE = Pattern.compile("\\{([A-Za-z0-9_./:-]+)}");

  private References() {}

  static String resolve(String methods, List<String> names) {
    Map<String, Integer> places = new HashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    Matcher matcher = REFERENCE.matcher(methods);
    StringBuilder resolved = new StringBuilder();
    while (matcher.find()) {
      Integer place = places.get(matcher.group(1));
      if (place == null) {
        throw new IllegalArgumentException(
            "the text uses the parameter %s, which is not declared; there are %s"
                .formatted(matcher.group(1), names));
      }
      matcher.appendReplacement(resolved, "p[" + place + "]");
    }
    return matcher.appendTail(resolved).toString();
  }
}
