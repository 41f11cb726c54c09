// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import dev.segue.ingest.demo.Style.Beat;
import dev.segue.ingest.demo.Style.Part;
import dev.segue.ingest.demo.Style.Role;
import dev.segue.ingest.demo.Timbres.Additive;
import dev.segue.ingest.demo.Timbres.Analog;
import dev.segue.ingest.demo.Timbres.Fm;
import dev.segue.ingest.demo.Timbres.Pluck;
import java.util.List;
import java.util.stream.DoubleStream;

/** The dozen styles of the demo catalogue. Artists and music are invented. */
final class Styles {
  private static final List<Double> MAJOR = scale(0, 2, 4, 5, 7, 9, 11);
  private static final List<Double> MINOR = scale(0, 2, 3, 5, 7, 8, 10);
  private static final List<Double> DORIAN = scale(0, 2, 3, 5, 7, 9, 10);
  private static final List<Double> LYDIAN = scale(0, 2, 4, 6, 7, 9, 11);
  private static final List<Double> PHRYGIAN = scale(0, 1, 3, 5, 7, 8, 10);
  private static final List<Double> HARMONIC_MINOR = scale(0, 2, 3, 5, 7, 8, 11);
  private static final List<Double> PENTATONIC = scale(0, 2, 4, 7, 9);
  // Five nearly equal steps, as of a Javanese slendro.
  private static final List<Double> SLENDRO = scale(0, 2.3, 4.8, 7.2, 9.6);

  private static final List<List<Integer>> POP =
      List.of(List.of(0, 4, 5, 3), List.of(0, 5, 3, 4), List.of(0, 3, 0, 4));
  private static final List<List<Integer>> DARK =
      List.of(List.of(0, 5, 2, 6), List.of(0, 3, 5, 4), List.of(0, 0, 5, 6));
  private static final List<List<Integer>> STILL =
      List.of(List.of(0, 1, 0, 4), List.of(0, 3, 1, 0), List.of(0, 0, 3, 3));
  private static final List<List<Integer>> CADENCE =
      List.of(List.of(0, 3, 4, 0), List.of(0, 5, 1, 4), List.of(0, 2, 3, 4));

  private static final String WHOLE = "x---------------";
  private static final String HALVES = "x-------x-------";
  private static final String QUARTERS = "x---x---x---x---";
  private static final String EIGHTHS = "x-x-x-x-x-x-x-x-";
  private static final String SIXTEENTHS = "xxxxxxxxxxxxxxxx";
  private static final String OFFBEATS = "..x...x...x...x.";
  private static final String BACKBEAT = "....x.......x...";

  static final List<Style> ALL =
      List.of(
          ambient(),
          chiptune(),
          house(),
          drumAndBass(),
          folk(),
          dub(),
          baroque(),
          gamelan(),
          synthwave(),
          lofi(),
          industrial(),
          strings());

  private Styles() {}

  private static List<Double> scale(double... semitones) {
    return DoubleStream.of(semitones).boxed().toList();
  }

  private static Style ambient() {
    Timbre pad = new Analog(0, 3, 0.006, 2.2, 0.5, 0, new Envelope(1.2, 4, 0.8, 1.0));
    Timbre bell = new Fm(3.5, 1.5, 0.8, new Envelope(0.01, 1.4, 0, 0.3));
    return new Style(
        "ambient",
        56,
        70,
        LYDIAN,
        48,
        STILL,
        List.of(
            new Part(Role.CHORDS, pad, 0, 4, 0.28, List.of(WHOLE)),
            new Part(Role.BASS, pad, -1, 1, 0.3, List.of(WHOLE)),
            new Part(
                Role.MELODY,
                bell,
                1,
                1,
                0.12,
                List.of("x.......x.......", "....x.........x.", "x...........x..."))),
        List.of(),
        0,
        0.55,
        2600,
        0.001,
        List.of("Tidal Atlas", "Slow Meridian", "Pale Orbit", "Fern Cathedral"));
  }

  private static Style chiptune() {
    Timbre lead = new Analog(0.5, 1, 0, 14, 0, 0, new Envelope(0.002, 0.2, 0.6, 0.01));
    Timbre arp = new Analog(0.125, 1, 0, 16, 0, 0, new Envelope(0.002, 0.08, 0.3, 0.01));
    return new Style(
        "chiptune",
        142,
        168,
        PENTATONIC,
        57,
        POP,
        List.of(
            new Part(
                Role.MELODY,
                lead,
                1,
                1,
                0.2,
                List.of("x-x.x-x-x.x-x-..", "x---x-x-x---x.x.", "x.xxx-x-x.xxx-..")),
            new Part(Role.ARPEGGIO, arp, 0, 3, 0.15, List.of(SIXTEENTHS)),
            new Part(Role.BASS, lead, -1, 1, 0.2, List.of("x-x-..x-x-x-..x-", EIGHTHS))),
        List.of(
            new Beat(Drum.BLIP, 0.25, List.of(BACKBEAT, "....x.......x.xx")),
            new Beat(Drum.KICK, 0.3, List.of("x.......x.......", "x.....x.x......."))),
        0,
        0.02,
        10500,
        0,
        List.of("Pixel Ferret", "Cartridge Club", "Eight Lives", "Sprite Parade"));
  }

  private static Style house() {
    Timbre stab = new Analog(0, 2, 0.008, 3, 2.5, 0.2, new Envelope(0.004, 0.12, 0.1, 0.03));
    Timbre bass = new Analog(0, 1, 0, 3, 2, 0.3, new Envelope(0.004, 0.15, 0.3, 0.02));
    return new Style(
        "house",
        119,
        127,
        MINOR,
        45,
        DARK,
        List.of(
            new Part(
                Role.CHORDS,
                stab,
                1,
                4,
                0.16,
                List.of("...x..x....x..x.", "..x..x....x..x..", "x..x..x...x.....")),
            new Part(Role.BASS, bass, -1, 1, 0.4, List.of(OFFBEATS, "..x..xx...x...xx"))),
        List.of(
            new Beat(Drum.KICK, 0.8, List.of(QUARTERS)),
            new Beat(Drum.OPEN_HAT, 0.16, List.of(OFFBEATS)),
            new Beat(Drum.SNARE, 0.25, List.of(BACKBEAT)),
            new Beat(Drum.HAT, 0.1, List.of(SIXTEENTHS, EIGHTHS))),
        0.1,
        0.12,
        8000,
        0,
        List.of("Night Tram", "Warehouse Nine", "Velvet Relay", "Marble Floor"));
  }

  private static Style drumAndBass() {
    Timbre reese = new Analog(0, 3, 0.015, 4, 0.5, 1.5, new Envelope(0.01, 1, 0.8, 0.03));
    Timbre pad = new Analog(0, 2, 0.005, 3, 0, 0, new Envelope(0.3, 2, 0.7, 0.3));
    return new Style(
        "drum-and-bass",
        170,
        178,
        MINOR,
        43,
        DARK,
        List.of(
            new Part(
                Role.BASS,
                reese,
                -1,
                1,
                0.5,
                List.of("x-----x---x-----", "x---..x-----x-..", "x-x-----..x-----")),
            new Part(Role.CHORDS, pad, 1, 3, 0.1, List.of(WHOLE))),
        List.of(
            new Beat(Drum.KICK, 0.7, List.of("x.........x.....", "x.x.......x.....")),
            new Beat(Drum.SNARE, 0.65, List.of("....x.......x...", "....x..x.x..x..x")),
            new Beat(Drum.HAT, 0.22, List.of(SIXTEENTHS, "x.xxx.xxx.xxx.xx"))),
        0,
        0.08,
        10000,
        0,
        List.of("Static Heron", "Sub Canyon", "Rapid Transit", "Break Ministry"));
  }

  private static Style folk() {
    Timbre guitar = new Pluck(0.004, 0.7);
    return new Style(
        "folk",
        88,
        112,
        MAJOR,
        50,
        POP,
        List.of(
            new Part(Role.ARPEGGIO, guitar, 0, 4, 0.5, List.of(EIGHTHS, "x-x-xxx-x-x-xxx-")),
            new Part(Role.BASS, new Pluck(0.008, 0.4), -1, 1, 0.5, List.of(HALVES)),
            new Part(
                Role.MELODY,
                new Pluck(0.003, 0.9),
                1,
                1,
                0.4,
                List.of("x---x-x-x-------", "x-x-x---x---x---", "x-----x-x-x-x---"))),
        List.of(new Beat(Drum.SHAKER, 0.08, List.of(EIGHTHS, "................"))),
        0.08,
        0.1,
        6500,
        0,
        List.of("Cedar Lane", "Wool and Wire", "The Lantern Post", "Otter Creek"));
  }

  private static Style dub() {
    Timbre organ =
        Additive.harmonic(0, new Envelope(0.004, 0.3, 0.5, 0.02), 1, 0.6, 0.5, 0.2, 0.15, 0.3);
    Timbre deep = Additive.harmonic(0, new Envelope(0.01, 0.8, 0.6, 0.05), 1, 0.3, 0.08);
    return new Style(
        "dub",
        68,
        80,
        DORIAN,
        45,
        STILL,
        List.of(
            new Part(Role.CHORDS, organ, 1, 3, 0.1, List.of("....x.......x...", OFFBEATS)),
            new Part(
                Role.BASS,
                deep,
                -1,
                1,
                0.7,
                List.of("x---x-..x-x-..x-", "x-..x-x-..x-x-..", "x-------x-x-x-..")),
            new Part(
                Role.MELODY, organ, 1, 1, 0.07, List.of("........x-x-x---", "..........x-x---"))),
        List.of(
            new Beat(Drum.SOFT_KICK, 0.7, List.of("........x.......", "x.......x.......")),
            new Beat(Drum.RIM, 0.5, List.of("........x.......", "........x..x....")),
            new Beat(Drum.HAT, 0.12, List.of("x.x.x.x.x.x.x.x."))),
        0.15,
        0.4,
        3600,
        0.001,
        List.of("King Basilisk", "Low Harbour", "Echo Ministry", "Copper Skank"));
  }

  private static Style baroque() {
    Timbre harpsichord = new Pluck(0.012, 1);
    return new Style(
        "baroque",
        98,
        122,
        HARMONIC_MINOR,
        55,
        CADENCE,
        List.of(
            new Part(
                Role.MELODY,
                harpsichord,
                1,
                1,
                0.5,
                List.of(SIXTEENTHS, "x-xxx-xxx-xxx-xx", "x---xxxxx---xxxx")),
            new Part(Role.MELODY, harpsichord, 0, 1, 0.4, List.of(EIGHTHS, "x-x-x---x-x-x---")),
            new Part(Role.BASS, harpsichord, -1, 1, 0.4, List.of(QUARTERS))),
        List.of(),
        0,
        0.18,
        10500,
        0,
        List.of("Consort Verbena", "The Quill Ensemble", "Camerata Sable", "Ars Lumen"));
  }

  private static Style gamelan() {
    Timbre metal =
        new Additive(
            List.of(1.0, 2.76, 5.4, 8.93),
            List.of(1.0, 0.6, 0.35, 0.2),
            0,
            new Envelope(0.002, 0.5, 0, 0.05));
    Timbre gong =
        new Additive(
            List.of(1.0, 1.51, 2.02, 2.75),
            List.of(1.0, 0.5, 0.4, 0.2),
            0,
            new Envelope(0.01, 2.5, 0, 0.3));
    return new Style(
        "gamelan",
        78,
        100,
        SLENDRO,
        57,
        STILL,
        List.of(
            new Part(
                Role.MELODY,
                metal,
                1,
                1,
                0.2,
                List.of(SIXTEENTHS, "x.xxx.xxx.xxx.xx", "xx.xxx.xxx.xxx.x")),
            new Part(Role.MELODY, metal, 0, 1, 0.25, List.of(QUARTERS, EIGHTHS)),
            new Part(Role.BASS, gong, -2, 1, 0.45, List.of(WHOLE, HALVES))),
        List.of(),
        0,
        0.3,
        9500,
        0,
        List.of("Bronze Garden", "Seven Kettles", "Rain Pavilion", "Moon Foundry"));
  }

  private static Style synthwave() {
    Timbre lead = new Analog(0, 2, 0.01, 5, 1, 0.2, new Envelope(0.03, 0.5, 0.7, 0.1));
    Timbre bass = new Analog(0.3, 2, 0.004, 4, 1.5, 0.2, new Envelope(0.003, 0.15, 0.4, 0.02));
    Timbre pad = new Analog(0, 3, 0.009, 4, 0.3, 0, new Envelope(0.15, 2, 0.8, 0.2));
    return new Style(
        "synthwave",
        84,
        104,
        MINOR,
        45,
        DARK,
        List.of(
            new Part(Role.BASS, bass, -1, 1, 0.35, List.of(SIXTEENTHS, EIGHTHS)),
            new Part(Role.CHORDS, pad, 1, 3, 0.13, List.of(WHOLE)),
            new Part(
                Role.MELODY,
                lead,
                1,
                1,
                0.16,
                List.of("x-----x-----x---", "x---x---x-------", "x-------x-x-x---"))),
        List.of(
            new Beat(Drum.KICK, 0.6, List.of(QUARTERS, "x.......x.......")),
            new Beat(Drum.GATED_SNARE, 0.5, List.of(BACKBEAT)),
            new Beat(Drum.HAT, 0.08, List.of(EIGHTHS))),
        0,
        0.25,
        7000,
        0,
        List.of("Neon Lagoon", "Turbo Sunset", "Grid Runner", "Chrome Avenue"));
  }

  private static Style lofi() {
    Timbre keys = new Fm(1, 1.1, 0.5, new Envelope(0.008, 0.9, 0.25, 0.08));
    Timbre bass = Additive.harmonic(0, new Envelope(0.02, 0.5, 0.5, 0.05), 1, 0.25);
    return new Style(
        "lofi",
        70,
        88,
        DORIAN,
        48,
        CADENCE,
        List.of(
            new Part(
                Role.CHORDS,
                keys,
                0,
                4,
                0.2,
                List.of("x-----x---------", "x-------..x-----", "x---..x---..x---")),
            new Part(
                Role.MELODY, keys, 1, 1, 0.14, List.of("....x-x-..x-....", "x-..x---......x-")),
            new Part(Role.BASS, bass, -1, 1, 0.4, List.of("x---..x-x-----..", "x-----..x---x-.."))),
        List.of(
            new Beat(Drum.SOFT_KICK, 0.6, List.of("x.....x.x.......", "x......x..x.....")),
            new Beat(Drum.RIM, 0.3, List.of(BACKBEAT)),
            new Beat(Drum.HAT, 0.08, List.of("x.x.x.x.x.x.x.x.", "x.xxx.x.x.xxx.x."))),
        0.35,
        0.12,
        2900,
        0.012,
        List.of("Sleepy Postbox", "Milk Crate", "Window Seat", "Half Past Rain"));
  }

  private static Style industrial() {
    Timbre saw = new Analog(0, 2, 0.02, 8, 1, 8, new Envelope(0.003, 0.2, 0.5, 0.01));
    return new Style(
        "industrial",
        126,
        140,
        PHRYGIAN,
        40,
        DARK,
        List.of(
            new Part(
                Role.BASS,
                saw,
                0,
                1,
                0.4,
                List.of("xx.xxx.xxx.xx.xx", SIXTEENTHS, "x.xx..xxx.xx..xx")),
            new Part(
                Role.MELODY, saw, 2, 1, 0.15, List.of("x-------....x---", "....x-......x-x-"))),
        List.of(
            new Beat(Drum.KICK, 0.8, List.of(QUARTERS)),
            new Beat(Drum.METAL, 0.5, List.of(BACKBEAT, "..x..x..x..x..x.", "....x..x....x.x.")),
            new Beat(Drum.BLIP, 0.2, List.of(SIXTEENTHS, "x.xxx.xxx.xxx.xx"))),
        0,
        0.1,
        10500,
        0.006,
        List.of("Anvil Protocol", "Rust Parish", "Night Shift Union", "Slag Choir"));
  }

  private static Style strings() {
    Timbre bowed =
        Additive.harmonic(
            0.006, new Envelope(0.25, 3, 0.85, 0.3), 1, 0.7, 0.5, 0.35, 0.25, 0.15, 0.1);
    return new Style(
        "strings",
        58,
        78,
        HARMONIC_MINOR,
        50,
        CADENCE,
        List.of(
            new Part(Role.CHORDS, bowed, 0, 3, 0.12, List.of(WHOLE, HALVES)),
            new Part(Role.BASS, bowed, -1, 1, 0.2, List.of(WHOLE, HALVES)),
            new Part(
                Role.MELODY,
                bowed,
                1,
                1,
                0.2,
                List.of("x-------x---x---", "x---x---x-------", "x-----x-x-------"))),
        List.of(),
        0,
        0.35,
        5500,
        0,
        List.of("Quartet Halcyon", "The Amber Strings", "Northlight Quartet", "Sostenuto Four"));
  }
}
