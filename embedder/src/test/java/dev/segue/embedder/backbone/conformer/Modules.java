// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The modules of the golden fixture, in the sizes of its configuration. */
final class Modules {
  private final JsonNode config;
  private final int size;
  private final int heads;

  Modules(JsonNode config) {
    this.config = config;
    this.size = config.get("d_model").asInt();
    this.heads = config.get("nhead").asInt();
  }

  /** Writes a module; gives its result by the suffix of its expected key. */
  interface Module {
    Map<String, String> of(Body body, String x, Optional<String> keep);
  }

  Map<String, Module> all() {
    Map<String, Module> all = new LinkedHashMap<>();
    all.put("summarymixing", alone(mixing(SummaryMixing.Kind.FULL, false, number("sum_out"))));
    all.put("summarymixing_lite", alone(mixing(SummaryMixing.Kind.LITE, false, number("sum_out"))));
    all.put("summarymixing_fast", alone(mixing(SummaryMixing.Kind.FAST, false, number("sum_out"))));
    all.put("rope_mha_speechbrain", alone(new RotaryAttention(size, heads)));
    all.put("cgmlp_speechbrain", cgmlp(false, Origin.SPEECHBRAIN));
    all.put("cgmlp_speechbrain_lin", cgmlp(true, Origin.SPEECHBRAIN));
    all.put("cgmlp_espnet", cgmlp(false, Origin.ESPNET));
    all.put("branchformer_summarymixing", encoder(summaryBranchformer()));
    all.put("branchformer_mha", encoder(branchformer(new PlainAttention(size, heads))));
    all.put("branchformer_rope", encoder(branchformer(new RotaryAttention(size, heads))));
    all.put(
        "branchformer_relpos",
        encoder(branchformer(new RelativeAttention(size, heads, Origin.SPEECHBRAIN))));
    all.put("branchformer_espnet", espnet());
    all.put(
        "conformer_relpos",
        encoder(conformer(new RelativeAttention(size, heads, Origin.SPEECHBRAIN))));
    all.put(
        "conformer_summarymixing", encoder(conformer(mixing(SummaryMixing.Kind.FULL, true, size))));
    return all;
  }

  /** Mel spectra, an encoder of Branchformer blocks with SummaryMixing, and a head. */
  Map<String, String> composite(Body body, String mel) {
    Map<String, String> results = new LinkedHashMap<>();
    String x = new ConvSubsampling(128, number("conv_dim"), size).of(body, mel);
    results.put("conv", x);
    results.putAll(states(summaryBranchformer(), body.in("encoder"), x, Optional.empty(), "layer"));
    String last = results.remove("last");
    results.put("last", last);
    results.put("logits", body.linear(last, "linear", size, number("cb_size"), true));
    results.put("embedding_meantime", body.let("torch.mean(%s, [1])", last));
    return results;
  }

  private SummaryMixing mixing(SummaryMixing.Kind kind, boolean conformer, int out) {
    Summary sizes =
        new Summary(
            heads,
            numbers("local_hid"),
            number("local_out"),
            numbers("sum_hid"),
            out,
            Optional.empty());
    Activation activation = conformer ? Activation.SILU : Activation.GELU;
    return new SummaryMixing(size, sizes, kind, activation);
  }

  /** The composite as a whole network. */
  EncoderConfig network() {
    return new EncoderConfig(
        Family.BRANCHFORMER,
        Mixing.SUMMARY,
        size,
        number("layers"),
        heads,
        number("csgu"),
        number("kernel"),
        branchformerSummary(),
        number("conv_dim"),
        MelInput.PAPER.with(config.get("mel_mean").asDouble(), config.get("mel_std").asDouble()),
        number("cb_size"));
  }

  /** The merging network counts on a local result of the model's size. */
  private Summary branchformerSummary() {
    List<Integer> hidden = numbers("sum_hid");
    return new Summary(
        heads, numbers("local_hid"), size, hidden, number("sum_out"), Optional.of(hidden));
  }

  private Block summaryBranchformer() {
    Summary sizes = branchformerSummary();
    Mixer mixer = new SummaryMixing(size, sizes, SummaryMixing.Kind.FULL, Activation.GELU);
    return new BranchformerBlock(
        size, mixer, gated(Origin.SPEECHBRAIN), sizes.mergeHidden(), Origin.SPEECHBRAIN);
  }

  private Block branchformer(Mixer mixer) {
    return new BranchformerBlock(
        size, mixer, gated(Origin.SPEECHBRAIN), Optional.empty(), Origin.SPEECHBRAIN);
  }

  private Block conformer(Mixer mixer) {
    return new ConformerBlock(
        size,
        mixer,
        new FeedForward(size, number("ffn"), Activation.SILU),
        new ConvolutionModule(size, number("kernel"), Activation.SILU));
  }

  private Module espnet() {
    Mixer mixer = new RelativeAttention(size, heads, Origin.ESPNET);
    Block block =
        new BranchformerBlock(size, mixer, gated(Origin.ESPNET), Optional.empty(), Origin.ESPNET);
    return (body, x, keep) -> {
      Map<String, String> results = new LinkedHashMap<>();
      String linear = body.linear(x, "embed.0", size, size, true);
      String normal = body.layerNorm(linear, "embed.1", size, 1e-5);
      String scaled = body.let("torch.mul(%s, %s)", normal, Body.number(Math.sqrt(size)));
      results.put("/embed", scaled);
      results.putAll(
          new Encoder(size, number("layers"), block, Origin.ESPNET)
              .of(body, scaled, keep).stream()
                  .collect(LinkedHashMap::new, Modules::numbered, Map::putAll));
      return lastAs(results, "");
    };
  }

  private static void numbered(Map<String, String> states, String state) {
    states.put("/layer" + states.size(), state);
  }

  private Map<String, String> lastAs(Map<String, String> results, String name) {
    results.put(name, results.remove("/layer" + number("layers")));
    return results;
  }

  private Module encoder(Block block) {
    return (body, x, keep) -> lastAs(states(block, body, x, keep, "/layer"), "");
  }

  private Map<String, String> states(
      Block block, Body body, String x, Optional<String> keep, String prefix) {
    List<String> states =
        new Encoder(size, number("layers"), block, Origin.SPEECHBRAIN).of(body, x, keep);
    Map<String, String> results = new LinkedHashMap<>();
    for (int i = 0; i < states.size(); i++) {
      boolean last = i == states.size() - 1 && prefix.equals("layer");
      results.put(last ? "last" : prefix + i, states.get(i));
    }
    return results;
  }

  private Cgmlp gated(Origin origin) {
    return new Cgmlp(size, number("csgu"), number("kernel"), false, origin);
  }

  private Module cgmlp(boolean linear, Origin origin) {
    Cgmlp cgmlp = new Cgmlp(size, number("csgu"), number("kernel"), linear, origin);
    return (body, x, keep) -> new LinkedHashMap<>(Map.of("", cgmlp.of(body, x)));
  }

  private static Module alone(Mixer mixer) {
    return (body, x, keep) -> new LinkedHashMap<>(Map.of("", mixer.mix(body, x, keep)));
  }

  int number(String name) {
    return config.get(name).asInt();
  }

  private List<Integer> numbers(String name) {
    List<Integer> numbers = new ArrayList<>();
    config.get(name).forEach(node -> numbers.add(node.asInt()));
    return numbers;
  }
}
