// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where files are published. Redirections are followed here rather than by the client: Hugging Face
 * declares a large file's SHA-256 on the answer that redirects ({@code X-Linked-ETag}).
 */
final class Origin {
  private static final int MOST_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Pattern SHA256 = Pattern.compile("\"?([0-9a-f]{64})\"?");
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");
  private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d{1,18})");

  private final HttpClient client;
  private final DownloadPolicy policy;

  Origin(DownloadPolicy policy) {
    this.policy = policy;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(policy.connect())
            .build();
  }

  /**
   * Asks for a file.
   *
   * @param from the first byte wanted; 0 for all
   * @param entityTag the rest is wanted only of this version, else the whole file
   * @throws DownloadException if there is no use in asking again
   * @throws BusyException if the server asks for patience
   * @throws IOException if the connection fails
   */
  Offer ask(URI source, long from, Optional<String> entityTag)
      throws IOException, InterruptedException {
    Optional<String> sha256 = Optional.empty();
    OptionalLong size = OptionalLong.empty();
    URI uri = source;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      requireSafe(uri, source);
      HttpResponse<InputStream> response =
          client.send(request(uri, from, entityTag), BodyHandlers.ofInputStream());
      HttpHeaders headers = response.headers();
      sha256 = sha256.or(() -> headers.firstValue("X-Linked-ETag").flatMap(Origin::sha256));
      size = size.isPresent() ? size : number(headers.firstValue("X-Linked-Size"));
      if (!REDIRECTS.contains(response.statusCode())) {
        return offer(response, source, from, sha256, size);
      }
      response.body().close();
      uri = uri.resolve(location(response, source));
    }
    throw new DownloadException(source + " redirects more than " + MOST_REDIRECTS + " times");
  }

  private HttpRequest request(URI uri, long from, Optional<String> entityTag) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(policy.silence())
            .header("User-Agent", "segue")
            .header("Accept-Encoding", "identity");
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
      entityTag.ifPresent(tag -> request.header("If-Range", tag));
    }
    return request.build();
  }

  private static Offer offer(
      HttpResponse<InputStream> response,
      URI source,
      long from,
      Optional<String> sha256,
      OptionalLong size)
      throws IOException {
    switch (response.statusCode()) {
      case 200 -> {
        return whole(response, source, sha256, size);
      }
      case 206 -> {
        return rest(response, source, from, sha256);
      }
      case 416 -> {
        return nothingLeft(response, sha256, size);
      }
      default -> {
        response.body().close();
        throw refusal(response, source);
      }
    }
  }

  private static Offer whole(
      HttpResponse<InputStream> response, URI source, Optional<String> sha256, OptionalLong size)
      throws IOException {
    requirePlain(response, source);
    OptionalLong length = response.headers().firstValueAsLong("Content-Length");
    return new Offer(
        Offer.Kind.WHOLE,
        length.isPresent() ? length : size,
        entityTag(response),
        sha256,
        response.body());
  }

  private static Offer rest(
      HttpResponse<InputStream> response, URI source, long from, Optional<String> sha256)
      throws IOException {
    requirePlain(response, source);
    String text = response.headers().firstValue("Content-Range").orElse("");
    Matcher range = RANGE.matcher(text);
    if (!range.matches() || Long.parseLong(range.group(1)) != from) {
      response.body().close();
      throw new DownloadException(
          "%s was asked for the bytes from %d and answers with '%s'".formatted(source, from, text));
    }
    OptionalLong total = number(Optional.of(range.group(2)));
    return new Offer(Offer.Kind.REST, total, entityTag(response), sha256, response.body());
  }

  private static Offer nothingLeft(
      HttpResponse<InputStream> response, Optional<String> sha256, OptionalLong size) {
    Matcher end = UNSATISFIED.matcher(response.headers().firstValue("Content-Range").orElse(""));
    OptionalLong total = end.matches() ? number(Optional.of(end.group(1))) : size;
    return new Offer(Offer.Kind.NOTHING_LEFT, total, entityTag(response), sha256, response.body());
  }

  /** Weak tags do not tell whether the bytes are the same. */
  private static Optional<String> entityTag(HttpResponse<?> response) {
    return response.headers().firstValue("ETag").filter(text -> text.startsWith("\""));
  }

  private static IOException refusal(HttpResponse<InputStream> response, URI source) {
    int status = response.statusCode();
    if (status >= 500 || status == 429 || status == 408) {
      return new BusyException(
          source + " answers " + status, number(response.headers().firstValue("Retry-After")));
    }
    String advice =
        switch (status) {
          case 401, 403 -> "its authors want a login or an agreement; get the file in a browser";
          case 404, 410 -> "its authors have moved it; find it and put it there by hand";
          default -> "try again later, or get the file in a browser";
        };
    return new DownloadException(
        "%s answers %d: %s, then check it with: segue models verify"
            .formatted(source, status, advice));
  }

  /** Only https, so that nobody on the way can change a file; http to this machine for tests. */
  private static void requireSafe(URI uri, URI source) throws DownloadException {
    boolean local = isLocal(uri) && isLocal(source);
    if (!local && (!"https".equals(uri.getScheme()) || uri.getHost() == null)) {
      throw new DownloadException(
          uri.equals(source)
              ? uri + " is not fetched: only https is"
              : source + " redirects to " + uri + ", which is not fetched: only https is");
    }
  }

  private static boolean isLocal(URI uri) {
    return "http".equals(uri.getScheme())
        && uri.getHost() != null
        && LOOPBACK.contains(uri.getHost());
  }

  private static URI location(HttpResponse<?> response, URI source) throws DownloadException {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      if (!location.isBlank()) {
        return URI.create(location);
      }
    } catch (IllegalArgumentException e) {
      throw new DownloadException(source + " redirects to '" + location + "'", e);
    }
    throw new DownloadException(source + " redirects, but does not say where to");
  }

  private static void requirePlain(HttpResponse<InputStream> response, URI source)
      throws IOException {
    String encoding = response.headers().firstValue("Content-Encoding").orElse("identity");
    if (!encoding.equals("identity")) {
      response.body().close();
      throw new DownloadException(
          source + " sends the file in another form (" + encoding + ") than it was asked for");
    }
  }

  private static Optional<String> sha256(String tag) {
    Matcher matcher = SHA256.matcher(tag);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static OptionalLong number(Optional<String> text) {
    return text.filter(digits -> digits.matches("\\d{1,18}")).stream()
        .mapToLong(Long::parseLong)
        .findFirst();
  }
}
