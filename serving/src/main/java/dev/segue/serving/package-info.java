// SPDX-License-Identifier: Apache-2.0
/**
 * Keeps every listener's best tracks up to date while plays, tracks and models come in, and answers
 * over HTTP.
 */
package dev.segue.serving;
