// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends log lines where they belong: a service's to standard error, a tool's to a file, so that
 * standard output holds results and nothing else.
 */
public final class Logging {
  private static final String PATTERN = "%d{ISO8601} %-5level [%thread] %logger{24} - %msg%n";
  private static final String OURS = "dev.segue";

  /**
   * Loggers that warn about what is meant to be so: settings read by others, a cluster in-process,
   * a restore that has ended, and (Jetty) an answer whose client left while it was written. Errors
   * of our routes are logged by {@link dev.segue.runtime.http.HttpServer}.
   */
  private static final List<String> MEANT_TO_BE_SO =
      List.of(
          "org.apache.kafka.clients.consumer.ConsumerConfig",
          "org.apache.kafka.clients.producer.ProducerConfig",
          "org.apache.kafka.clients.admin.AdminClientConfig",
          "org.apache.kafka.clients.consumer.internals.OffsetFetcherUtils",
          "org.apache.kafka.common.utils.AppInfoParser",
          "org.apache.flink.metrics.MetricGroup",
          "org.apache.flink.runtime.security.token.DefaultDelegationTokenManager",
          "org.apache.flink.runtime.webmonitor.WebMonitorUtils",
          "org.eclipse.jetty.server.Response");

  private Logging() {}

  /** The form of a log line. */
  public enum Format {
    /** For people. */
    TEXT,
    /** One JSON object a line. */
    JSON
  }

  /** Log lines of a service: to standard error. */
  public static void service(Format format, Level level) {
    LoggerContext context = reset(level);
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setTarget("System.err");
    start(context, console, format);
  }

  /**
   * Log lines of a tool: to {@code segue.log} in a folder; errors of ours to standard error too.
   */
  public static void tool(Path folder, Level level) {
    LoggerContext context = reset(level);
    RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
    file.setFile(folder.resolve("segue.log").toString());
    FixedWindowRollingPolicy window = new FixedWindowRollingPolicy();
    window.setContext(context);
    window.setParent(file);
    window.setFileNamePattern(folder.resolve("segue.%i.log").toString());
    window.setMaxIndex(2);
    window.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(FileSize.valueOf("10MB"));
    size.start();
    file.setRollingPolicy(window);
    file.setTriggeringPolicy(size);
    start(context, file, Format.TEXT);
  }

  /** No log lines but warnings of ours, on standard error. */
  public static void quiet() {
    LoggerContext context = reset(Level.WARN);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setTarget("System.err");
    ThresholdFilter warnings = new ThresholdFilter();
    warnings.setLevel("WARN");
    warnings.start();
    console.addFilter(warnings);
    start(context, console, Format.TEXT);
  }

  private static LoggerContext reset(Level level) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
    context.getLogger(OURS).setLevel(level);
    MEANT_TO_BE_SO.forEach(logger -> context.getLogger(logger).setLevel(Level.ERROR));
    return context;
  }

  private static void start(
      LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, Format format) {
    appender.setContext(context);
    Encoder<ILoggingEvent> encoder;
    if (format == Format.JSON) {
      encoder = new JsonEncoder();
    } else {
      PatternLayoutEncoder pattern = new PatternLayoutEncoder();
      pattern.setPattern(PATTERN);
      encoder = pattern;
    }
    encoder.setContext(context);
    encoder.start();
    appender.setEncoder(encoder);
    appender.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }
}
