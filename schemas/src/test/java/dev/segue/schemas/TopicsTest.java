// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.schemas.TopicSpec.Cleanup;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {
  /** 128 characters; the rest of a topic's name has to fit, too. */
  private static final String LONG =
      "a123456789012345678901234567890123456789012345678901234567890123"
          + "a123456789012345678901234567890123456789012345678901234567890123";

  private static final List<TopicSpec> ALL = Topics.standard().all(List.of("mfcc"));

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "under_score", "dot.", ".dot", "sp ace", "a/b", LONG})
  void refusesAPrefixThatTopicsShouldNotHave(String prefix) {
    assertThatThrownBy(() -> Topics.of(prefix, 4)).hasMessageContaining("topic.prefix");
  }

  @Test
  void namesTopicsWithDotsHyphensAndAVersion() {
    assertThat(ALL)
        .extracting(TopicSpec::name)
        .allMatch(name -> name.matches("segue\\.[a-z-]+(\\.mfcc)?\\.v1(\\.dlq)?"))
        .doesNotHaveDuplicates();
  }

  @Test
  void givesEveryTopicADeadLetterTopic() {
    List<String> names = ALL.stream().map(TopicSpec::name).toList();
    assertThat(names)
        .filteredOn(name -> !name.endsWith(".dlq"))
        .allMatch(name -> names.contains(name + ".dlq"));
  }

  @Test
  void compactsWhatIsKeyedByWhatItIs() {
    assertThat(ALL)
        .filteredOn(spec -> spec.cleanup() == Cleanup.COMPACT)
        .extracting(TopicSpec::name)
        .containsExactly(
            "segue.tracks.v1",
            "segue.track-embeddings.mfcc.v1",
            "segue.user-histories.v1",
            "segue.model-releases.v1",
            "segue.recommendations.v1");
  }

  @Test
  void keepsTheRawBytesAndSaysWhyInADeadLetter() {
    var refused = new ConsumerRecord<>("segue.plays.v1", 2, 7L, new byte[] {1}, new byte[] {2, 3});
    refused.headers().add("trace", new byte[] {9});
    var letter = DeadLetters.of(Topics.standard(), refused, "some.Error", "it was bad");
    assertThat(letter.topic()).isEqualTo("segue.plays.v1.dlq");
    assertThat(letter.key()).containsExactly(1);
    assertThat(letter.value()).containsExactly(2, 3);
    assertThat(letter.headers().lastHeader("trace").value()).containsExactly(9);
    assertThat(letter.headers().lastHeader(DeadLetters.MESSAGE).value())
        .asString()
        .isEqualTo("it was bad");
    assertThat(letter.headers().lastHeader(DeadLetters.OFFSET).value()).asString().isEqualTo("7");
  }

  @Test
  void keepsTheModelsOfEachPrefixApartAndThoseOfTheDefaultWhereTheyWere() {
    assertThat(Topics.standard().objectFolder()).isEmpty();
    assertThat(Topics.of("acme.eu", 4).objectFolder()).isEqualTo("prefixes/acme.eu");
    assertThat(Topics.of("acme", 4).objectFolder()).isEqualTo("prefixes/acme");
  }
}
