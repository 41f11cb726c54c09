// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.util.Map;

/**
 * What either form of a torch file comes to.
 *
 * @param value the unpickled value, see {@link TorchPickle}
 * @param regions where each storage lies, by key
 */
record TorchContent(Object value, Map<String, Region> regions) {}
