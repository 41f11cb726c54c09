// SPDX-License-Identifier: Apache-2.0
/** Hearing files on this machine, without Kafka. */
package dev.segue.app.audio;
