// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.app.UserError;
import dev.segue.app.audio.SoundSearch;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.serving.ServingSettings;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code segue similar}. */
@Command(
    name = "similar",
    description = {
      "Asks a running system for the tracks that sound most like an audio file.",
      "The file need not be in the catalogue; nothing of it is kept there."
    },
    mixinStandardHelpOptions = true)
public final class SimilarCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "An audio file.")
  private Path file;

  @Option(
      names = "--k",
      defaultValue = "10",
      description = "How many tracks (default: ${DEFAULT-VALUE}).")
  private int k;

  @Option(
      names = "--url",
      paramLabel = "URL",
      converter = Server.class,
      description = "Where 'segue up' or 'segue serving' answers (default: http.host, http.port).")
  private URI url;

  @Option(
      names = "--embedder",
      paramLabel = "URL",
      converter = Server.class,
      description = "Where the embedder answers (default: serving.embedder-url, or --url).")
  private URI embedder;

  @Override
  public Integer call() throws Exception {
    if (k < 1) {
      throw new ParameterException(spec.commandLine(), "--k must be at least 1");
    }
    common.logAsTool();
    JsonNode tracks = search(common.client()).nearest(file, k);
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(tracks.toPrettyString());
    } else if (tracks.isEmpty()) {
      out.println("no track of the catalogue was listened to yet");
    } else {
      tracks.forEach(track -> out.println(line(track)));
    }
    out.flush();
    return 0;
  }

  private SoundSearch search(Settings settings) {
    HttpSettings http = settings.get(HttpSettings.class);
    URI serving = url != null ? url : local(http);
    URI configured =
        settings.get(ServingSettings.class).embedderUrl().map(URI::create).orElse(serving);
    return new SoundSearch(serving, embedder != null ? embedder : configured, http.apiKey());
  }

  private static URI local(HttpSettings http) {
    try {
      return new URI("http", null, http.host(), http.port(), "/", null, null);
    } catch (URISyntaxException e) {
      throw new UserError("http.host is not usable: " + e.getMessage(), e);
    }
  }

  private static String line(JsonNode track) {
    List<String> words = new ArrayList<>();
    words.add(track.path("trackId").asText());
    words.add(track.path("title").asText(""));
    List<String> artists = new ArrayList<>();
    track.path("artists").forEach(artist -> artists.add(artist.asText()));
    words.add(String.join(", ", artists));
    words.removeIf(String::isEmpty);
    return String.format("%.4f  %s", track.path("score").asDouble(), String.join("  ", words));
  }

  /** A server, with or without a slash at the end. */
  static final class Server implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
      if (!text.matches("https?://[^/?#\\s]+/?")) {
        throw new TypeConversionException(
            "'" + text + "' names no server; write one like http://127.0.0.1:8080");
      }
      return URI.create(text);
    }
  }
}
