// SPDX-License-Identifier: Apache-2.0
/** Experiments: many models, backbones and protocols, from one YAML file. */
package dev.segue.app.experiment;
