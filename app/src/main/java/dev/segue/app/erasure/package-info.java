// SPDX-License-Identifier: Apache-2.0
/** Erasure: deletes what a running system keeps of a listener or a track, and proves it. */
package dev.segue.app.erasure;
