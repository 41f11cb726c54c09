// SPDX-License-Identifier: Apache-2.0
/** Dead letters: finds, replays and drops the records that a running system has refused. */
package dev.segue.app.dlq;
