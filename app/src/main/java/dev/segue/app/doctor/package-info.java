// SPDX-License-Identifier: Apache-2.0
/** Looks at what Segue runs on: {@code segue doctor}. */
package dev.segue.app.doctor;
