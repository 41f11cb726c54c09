// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.faults;

import dev.segue.app.chaos.system.Sender;
import dev.segue.app.chaos.system.Trickle;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A client that means harm: malformed, oversized, deeply nested and trickling bodies, junk on the
 * topics, audio that is none. Nothing of it may change anything, and none of it may stop anything.
 */
public record HostileClient(int afterStep, int acts, long seed) implements Fault {
  private static final int OVERSIZED = 20 << 20;
  private static final int DEEP = 20_000;
  private static final int TRICKLING = 20;
  private static final int JUNK = 400;
  private static final int JUNK_AUDIO = 20_000;
  private static final String JSON = "application/json";
  private static final String PLAYS = "/v1/plays";

  @Override
  public FaultKind kind() {
    return FaultKind.HOSTILE;
  }

  @Override
  public void strike(Target target) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    try (Trickle trickle = Trickle.open(target.proxy().port(), TRICKLING)) {
      for (int i = 0; i < acts; i++) {
        act(target.sender(), random, i);
        trickle.drop();
      }
    }
  }

  private void act(Sender sender, SplittableRandom random, int number) throws InterruptedException {
    String name = "junk-" + seed + "-" + number;
    byte[] junk = bytes(random, 1 + random.nextInt(JUNK));
    switch (number % 12) {
      case 0 -> sender.hostile(PLAYS, JSON, junk);
      case 1 -> sender.hostile(PLAYS, JSON, text("{\"userId\":\"" + name + "\",\"trackId\":"));
      case 2 -> sender.hostile(PLAYS, JSON, text("{\"userId\":\"" + name + "\"}"));
      case 3 -> sender.hostile(PLAYS, JSON, text("[".repeat(DEEP)));
      case 4 -> sender.hostile(PLAYS, "application/x-ndjson", text(halfABatch(name)));
      case 5 -> sender.hostile(PLAYS, "text/plain", text(name));
      case 6 -> sender.hostile(PLAYS, JSON, text("{\"userId\":\"" + "x".repeat(OVERSIZED)));
      case 7 -> sender.hostile("/v1/tracks", "multipart/form-data; boundary=none", junk);
      case 8 -> sender.junk(new ProducerRecord<>(sender.topics().plays(), text(name), junk));
      case 9 -> sender.junk(new ProducerRecord<>(sender.topics().tracks(), text(name), junk));
      // A tombstone erases the listener of its key; this key cannot be one.
      case 10 ->
          sender.junk(new ProducerRecord<>(sender.topics().plays(), text(name + '\u0000'), null));
      default -> sender.uploadJunk(name, bytes(random, JUNK_AUDIO));
    }
  }

  /** A good line and a bad one: a batch is taken whole or not at all. */
  private static String halfABatch(String name) {
    return """
        {"eventId":"%s","userId":"%s","trackId":"%s"}
        {"eventId":"%s","userId":7}
        """
        .formatted(name, name, name, name);
  }

  private static byte[] bytes(SplittableRandom random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
