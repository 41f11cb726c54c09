// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * The topology: tracks, embeddings and releases to every instance; histories to the task of their
 * listener, which puts lists on the recommendations topic. Every operator and store has a name.
 */
final class ServingTopology {
  static final String RECOMMENDATIONS_SINK = "recommendations-sink";
  static final String DEAD_LETTERS_SINK = "histories-dead-letters-sink";
  private static final String HISTORIES_SOURCE = "histories-source";
  private static final String LISTS_PROCESSOR = "lists-processor";

  private final ServingSettings settings;
  private final Topics topics;
  private final Shared shared;
  private final Meters meters;
  private final Consumer<ProducerRecord<byte[], byte[]>> globalDeadLetters;
  private final Consumer<String> takenDownAudio;

  /**
   * Over what the instance shares.
   *
   * @param globalDeadLetters sends what a global processor refused
   * @param takenDownAudio takes the audio of each track that was taken down
   */
  ServingTopology(
      ServingSettings settings,
      Topics topics,
      Shared shared,
      Meters meters,
      Consumer<ProducerRecord<byte[], byte[]>> globalDeadLetters,
      Consumer<String> takenDownAudio) {
    this.settings = settings;
    this.topics = topics;
    this.shared = shared;
    this.meters = meters;
    this.globalDeadLetters = globalDeadLetters;
    this.takenDownAudio = takenDownAudio;
  }

  Topology build() {
    Topology topology = new Topology();
    DeadLetterSender refusals = new DeadLetterSender(topics, meters);
    global(
        topology,
        StateStores.TRACKS,
        topics.tracks(),
        () -> new TracksProcessor(shared.catalogue(), takenDownAudio, refusals, globalDeadLetters));
    global(
        topology,
        StateStores.REFUSED_TRACKS,
        topics.deadLetters(topics.tracks()),
        RefusedTracksProcessor::new);
    for (String backbone : settings.backbones()) {
      global(
          topology,
          StateStores.embeddings(backbone),
          topics.trackEmbeddings(backbone),
          () -> new EmbeddingsProcessor(backbone, shared, refusals, globalDeadLetters));
    }
    global(
        topology,
        StateStores.RELEASES,
        topics.modelReleases(),
        () -> new ReleasesProcessor(shared.models(), refusals, globalDeadLetters));
    lists(topology, refusals);
    return topology;
  }

  private static void global(
      Topology topology,
      String store,
      String topic,
      ProcessorSupplier<byte[], byte[], Void, Void> processor) {
    topology.addGlobalStore(
        StateStores.unlogged(store),
        store + "-source",
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        topic,
        store + "-processor",
        processor);
  }

  private void lists(Topology topology, DeadLetterSender refusals) {
    topology.addReadOnlyStateStore(
        StateStores.unlogged(StateStores.HISTORIES),
        HISTORIES_SOURCE,
        new StringDeserializer(),
        new ByteArrayDeserializer(),
        topics.userHistories(),
        "histories-processor",
        HistoriesProcessor::new);
    // After the processor above: children of a source are called in this order, so that a list is
    // never made without the play that caused it.
    topology.addProcessor(
        LISTS_PROCESSOR,
        () -> new ListsProcessor(settings, shared, refusals, meters),
        HISTORIES_SOURCE);
    topology.connectProcessorAndStateStores(LISTS_PROCESSOR, StateStores.HISTORIES);
    for (String store :
        new String[] {
          StateStores.LISTS, StateStores.SUMMARIES, StateStores.PENDING, StateStores.PROGRESS
        }) {
      topology.addStateStore(StateStores.logged(store), LISTS_PROCESSOR);
    }
    topology.addSink(
        RECOMMENDATIONS_SINK,
        topics.recommendations(),
        new StringSerializer(),
        Serdes.RECOMMENDATIONS,
        LISTS_PROCESSOR);
    topology.addSink(
        DEAD_LETTERS_SINK,
        topics.deadLetters(topics.userHistories()),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        LISTS_PROCESSOR);
  }
}
