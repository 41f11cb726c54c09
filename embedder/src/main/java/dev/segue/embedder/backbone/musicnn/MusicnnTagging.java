// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import dev.segue.embedder.backbone.AudioModel;

/**
 * The same network with its last layer: the mean over patches of each tag's probability.
 *
 * @param model closed with this
 * @param dimension how many tags there are
 */
record MusicnnTagging(MusicnnModel model, int dimension) implements AudioModel {
  @Override
  public int sampleRate() {
    return model.sampleRate();
  }

  @Override
  public int shortest() {
    return model.shortest();
  }

  @Override
  public float[][] embed(float[][] samples) {
    return model.tags(samples);
  }

  @Override
  public void close() {
    model.close();
  }
}
