// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.nio.ByteOrder;

/** Where the values of a storage lie: {@code length} bytes from {@code begin} of the file. */
record Region(long begin, long length, ByteOrder order) {}
