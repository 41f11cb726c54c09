// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

/** The serde of every record type. */
public final class Serdes {
  /** {@link PlayEvent}. */
  public static final AvroSerde<PlayEvent> PLAY_EVENT = new AvroSerde<>(PlayEvent.class);

  /** {@link Track}. */
  public static final AvroSerde<Track> TRACK = new AvroSerde<>(Track.class);

  /** {@link TrackEmbedding}. */
  public static final AvroSerde<TrackEmbedding> TRACK_EMBEDDING =
      new AvroSerde<>(TrackEmbedding.class);

  /** {@link HistoryEntry}. */
  public static final AvroSerde<HistoryEntry> HISTORY_ENTRY = new AvroSerde<>(HistoryEntry.class);

  /** {@link ModelRelease}. */
  public static final AvroSerde<ModelRelease> MODEL_RELEASE = new AvroSerde<>(ModelRelease.class);

  /** {@link Recommendations}. */
  public static final AvroSerde<Recommendations> RECOMMENDATIONS =
      new AvroSerde<>(Recommendations.class);

  /** {@link TrainingRequest}. */
  public static final AvroSerde<TrainingRequest> TRAINING_REQUEST =
      new AvroSerde<>(TrainingRequest.class);

  /** {@link TrainingReport}. */
  public static final AvroSerde<TrainingReport> TRAINING_REPORT =
      new AvroSerde<>(TrainingReport.class);

  private Serdes() {}
}
