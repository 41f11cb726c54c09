// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Everything that defines such a network besides its weights: what {@code config.json} beside them
 * holds.
 *
 * @param dimension D, of a position
 * @param layers how many blocks
 * @param heads of attention
 * @param width of the hidden layer: of the gating MLP in a Branchformer, of the feed-forward
 *     modules in a Conformer
 * @param kernel positions that a convolution sees, odd
 * @param summary sizes of SummaryMixing; not used by attention
 * @param channels of the convolutions that make positions of mel frames; 0 to stack frames instead
 * @param mel what it hears
 * @param codes that the training guesses among
 * @param embedding what is taken as the embedding, unless another layer is asked for
 */
public record EncoderConfig(
    Family family,
    Mixing mixing,
    int dimension,
    int layers,
    int heads,
    int width,
    int kernel,
    Summary summary,
    int channels,
    MelInput mel,
    int codes,
    Embedding embedding) {
  /** Values of a code; the paper's. */
  static final int CODE_SIZE = 16;

  /** Checks that the sizes fit together. */
  public EncoderConfig {
    require(dimension > 0, "dimension", dimension);
    require(layers > 0, "layers", layers);
    require(heads > 0 && dimension % (2 * heads) == 0, "heads", heads);
    require(width > 0 && width % 2 == 0, "width", width);
    require(kernel > 0 && kernel % 2 == 1, "kernel", kernel);
    require(channels >= 0, "channels", channels);
    require(codes > 1, "codes", codes);
    boolean hasLayer = embedding.layer() >= 0 && embedding.layer() <= layers;
    require(hasLayer, "embedding.layer", embedding.layer());
    if (mixing == Mixing.SUMMARY) {
      requireSummary(summary, dimension, family);
    }
  }

  /** One whose embedding is the mean over time of the last layer. */
  public EncoderConfig(
      Family family,
      Mixing mixing,
      int dimension,
      int layers,
      int heads,
      int width,
      int kernel,
      Summary summary,
      int channels,
      MelInput mel,
      int codes) {
    this(
        family,
        mixing,
        dimension,
        layers,
        heads,
        width,
        kernel,
        summary,
        channels,
        mel,
        codes,
        new Embedding(layers, Embedding.Pooling.MEAN));
  }

  private static void requireSummary(Summary summary, int dimension, Family family) {
    int groups = summary.heads();
    require(groups > 0 && dimension % groups == 0, "summary.heads", groups);
    summary.localHidden().forEach(size -> requireGroups(groups, "summary.local_hidden", size));
    summary.summaryHidden().forEach(size -> requireGroups(groups, "summary.summary_hidden", size));
    requireGroups(groups, "summary.local", summary.local());
    requireGroups(groups, "summary.summary", summary.summary());
    // A Conformer adds the result to its input; a Branchformer merges it.
    boolean fits = family == Family.BRANCHFORMER || summary.summary() == dimension;
    require(fits, "summary.summary", summary.summary());
  }

  private static void requireGroups(int groups, String key, int size) {
    require(size > 0 && size % groups == 0, key, size);
  }

  /**
   * Reads {@code config.json}; keys that it does not know are left alone.
   *
   * @throws IllegalArgumentException naming a key that is missing or whose value does not fit
   */
  public static EncoderConfig read(JsonNode json) {
    return ConfigJson.read(json);
  }

  /** As {@link #read} reads it. */
  public ObjectNode json() {
    return ConfigJson.write(this);
  }

  /** The same with the mean and deviation of another catalogue. */
  public EncoderConfig with(MelInput other) {
    return with(other, embedding);
  }

  /** The same with another embedding. */
  public EncoderConfig with(Embedding other) {
    return with(mel, other);
  }

  private EncoderConfig with(MelInput otherMel, Embedding otherEmbedding) {
    return new EncoderConfig(
        family,
        mixing,
        dimension,
        layers,
        heads,
        width,
        kernel,
        summary,
        channels,
        otherMel,
        codes,
        otherEmbedding);
  }

  FrontEnd frontEnd() {
    return channels > 0
        ? new ConvSubsampling(mel.bins(), channels, dimension)
        : new Stacking(mel.bins(), dimension);
  }

  Encoder encoder() {
    Block block = family == Family.BRANCHFORMER ? branchformer() : conformer();
    return new Encoder(dimension, layers, block, Origin.SPEECHBRAIN);
  }

  Quantizer quantizer() {
    return new Quantizer(FrontEnd.FRAMES * mel.bins(), CODE_SIZE, codes);
  }

  /** The fewest samples of audio that a network can hear. */
  int shortest() {
    // The mirror image of a sequence reaches over half a kernel.
    return FrontEnd.FRAMES * (kernel / 2 + 1) * mel.hop();
  }

  private Block branchformer() {
    Cgmlp gate = new Cgmlp(dimension, width, kernel, false, Origin.SPEECHBRAIN);
    Optional<List<Integer>> hidden =
        mixing == Mixing.SUMMARY ? summary.mergeHidden() : Optional.empty();
    return new BranchformerBlock(
        dimension, mixer(Activation.GELU), gate, hidden, Origin.SPEECHBRAIN);
  }

  private Block conformer() {
    return new ConformerBlock(
        dimension,
        mixer(Activation.SILU),
        new FeedForward(dimension, width, Activation.SILU),
        new ConvolutionModule(dimension, kernel, Activation.SILU));
  }

  private Mixer mixer(Activation activation) {
    return switch (mixing) {
      case SUMMARY -> new SummaryMixing(dimension, summary, SummaryMixing.Kind.FULL, activation);
      case ROTARY -> new RotaryAttention(dimension, heads);
      case RELATIVE -> new RelativeAttention(dimension, heads, Origin.SPEECHBRAIN);
      case PLAIN -> new PlainAttention(dimension, heads);
    };
  }

  static void require(boolean fits, String key, Object value) {
    if (!fits) {
      throw new IllegalArgumentException("config.json: %s cannot be %s here".formatted(key, value));
    }
  }
}
