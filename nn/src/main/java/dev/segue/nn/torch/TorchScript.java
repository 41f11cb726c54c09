// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;

/**
 * Functions written in TorchScript, compiled in this process. Through it every operation of PyTorch
 * is there with its gradient, fused attention and sparse gradients included, and a whole network or
 * training step is one native call.
 *
 * <p>The text holds methods in the serialised form of TorchScript: operations by their {@code
 * torch.} name ({@code torch.add(a, b)}, not {@code a + b} for tensors), optional arguments by
 * position. A method that is called from Java takes lists of tensors only and returns {@code
 * List[Tensor]}. Thread-safe, except {@link #differentiate}.
 */
final class TorchScript implements AutoCloseable {
  private final Model model;
  private final PtSymbolBlock block;

  private TorchScript(Model model) {
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
  }

  /**
   * Compiles methods.
   *
   * @throws IllegalArgumentException if the text is not TorchScript, with the compiler's message
   */
  static TorchScript compile(String methods) {
    Model model = Model.newInstance("script", Torch.device(), "PyTorch");
    try {
      model.load(new ByteArrayInputStream(ScriptArchive.of(methods)));
      return new TorchScript(model);
    } catch (IOException | MalformedModelException | EngineException e) {
      model.close();
      throw new IllegalArgumentException("TorchScript does not compile: " + e.getMessage(), e);
    }
  }

  /** Calls a method without gradients; the results belong to the scope. */
  NDList call(NDManager scope, String method, List<? extends List<NDArray>> arguments) {
    boolean before = gradients(false);
    try {
      return evaluate(scope, method, arguments);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  /**
   * Prepares this thread for a call; returns whether it computed gradients before.
   *
   * <p>Methods run as they are written. PyTorch's executor would replace them by optimised ones
   * after some calls, whose results differ in the last bits: a training that was resumed would then
   * differ from one that was not. It gains nothing here, and holds a third more memory.
   */
  private static boolean gradients(boolean wanted) {
    JniUtils.setGraphExecutorOptimize(false);
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(wanted);
    return before;
  }

  private NDList evaluate(NDManager scope, String method, List<? extends List<NDArray>> arguments) {
    IValue[] values = new IValue[arguments.size()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = IValue.listFrom(arguments.get(i).toArray(PtNDArray[]::new));
      }
      try (IValue result = IValueUtils.runMethod(block, method, values)) {
        return result.toNDList((PtNDManager) scope);
      }
    } finally {
      for (IValue value : values) {
        if (value != null) {
          value.close();
        }
      }
    }
  }

  /**
   * Calls a method that computes gradients; the results belong to the scope. Arguments are told
   * apart by names that are set on the arrays, so no other thread may use them meanwhile.
   */
  NDList differentiate(NDManager scope, String method, List<List<NDArray>> arguments) {
    NDList inputs = new NDList();
    NDArray marker = scope.create(0f);
    marker.setName("module_method:" + method);
    inputs.add(marker);
    for (int i = 0; i < arguments.size(); i++) {
      List<NDArray> list = arguments.get(i);
      for (NDArray array : list.isEmpty() ? List.of(scope.create(0f)) : list) {
        array.setName("argument" + i + "[]");
        inputs.add(array);
      }
    }
    boolean before = gradients(true);
    try {
      return IValueUtils.forward(block, inputs, true);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
