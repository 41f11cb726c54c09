// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a training step needs, as TorchScript: the gradients, clipping, and Adam.
 *
 * <p>Adam and AdamW are PyTorch's own fused kernels (Kingma and Ba 2015; Loshchilov and Hutter
 * 2019). Sparse gradients get the lazy form of Adam, in which the moments of a row decay only when
 * it is touched (PyTorch's SparseAdam). Clipping scales all gradients together if their joint norm
 * is above the limit (Pascanu et al. 2013).
 *
 * <p>The hyper-parameters {@code h} are: learning rate, beta 1, beta 2, epsilon, weight decay, the
 * largest norm, and the bias corrections of the first and the second moment.
 */
final class TrainingStep {
  /**
   * The fused kernels stand in methods of their own: PyTorch's compiler takes their results for
   * unused, and drops them, unless what they change are arguments of the method. They also walk
   * through memory without a look at strides: the gradient of a transposed parameter is laid out
   * anew first.
   */
  private static final String TEXT =
      """
      def gradients(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        loss = (self).loss(p, x)
        optional = torch.grad([loss], [TRAINABLE])
        found = annotate(List[Tensor], [])
        for i in range(torch.len(optional)):
          g = unchecked_cast(Tensor, optional[i])
          if g.is_sparse:
            g0 = torch.coalesce(g)
          else:
            g0 = torch.contiguous(g)
          _0 = torch.append(found, g0)
        _1 = torch.append(found, torch.detach(loss))
        return found
      def clip(self, g: List[Tensor], h: List[Tensor]) -> List[Tensor]:
        squares = annotate(List[Tensor], [])
        for i in range(torch.len(g)):
          if g[i].is_sparse:
            values = torch._values(g[i])
          else:
            values = g[i]
          _0 = torch.append(squares, torch.sum(torch.mul(values, values)))
        norm = torch.sqrt(torch.sum(torch.stack(squares)))
        limit = float(h[0][5])
        if torch.gt(limit, 0.):
          scale = torch.clamp(torch.div(limit, torch.add(norm, 9.9999999999999995e-07)), None, 1.)
          for i in range(torch.len(g)):
            if g[i].is_sparse:
              _1 = torch.mul_(torch._values(g[i]), scale)
            else:
              _2 = torch.mul_(g[i], scale)
        return [norm]
      def adam(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], \
      s: List[Tensor], h: List[Tensor]) -> List[Tensor]:
        none = annotate(List[Tensor], [])
        torch._fused_adam_(w, g, m, v, none, s, lr=float(h[0][0]), beta1=float(h[0][1]), \
      beta2=float(h[0][2]), weight_decay=0., eps=float(h[0][3]), amsgrad=False, maximize=False)
        return w
      def adamw(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], \
      s: List[Tensor], h: List[Tensor]) -> List[Tensor]:
        none = annotate(List[Tensor], [])
        torch._fused_adamw_(w, g, m, v, none, s, lr=float(h[0][0]), beta1=float(h[0][1]), \
      beta2=float(h[0][2]), weight_decay=float(h[0][4]), eps=float(h[0][3]), amsgrad=False, \
      maximize=False)
        return w
      def sparse_adam(self, w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], \
      h: List[Tensor]) -> List[Tensor]:
        beta1 = float(h[0][1])
        beta2 = float(h[0][2])
        size = torch.neg(torch.div(float(h[0][0]), float(h[0][6])))
        rows = torch.select(torch._indices(g[0]), 0, 0)
        values = torch._values(g[0])
        mr = torch.index_select(m[0], 0, rows)
        _0 = torch.add_(torch.mul_(mr, beta1), values, alpha=torch.sub(1., beta1))
        vr = torch.index_select(v[0], 0, rows)
        _1 = torch.addcmul_(torch.mul_(vr, beta2), values, values, value=torch.sub(1., beta2))
        root = torch.div_(torch.sqrt(vr), torch.sqrt(float(h[0][7])))
        wr = torch.index_select(w[0], 0, rows)
        _2 = torch.addcdiv_(wr, mr, torch.add_(root, float(h[0][3])), value=size)
        _3 = torch.index_copy_(m[0], 0, rows, mr)
        _4 = torch.index_copy_(v[0], 0, rows, vr)
        _5 = torch.index_copy_(w[0], 0, rows, wr)
        return w
      """;

  private TrainingStep() {}

  /** The methods for a network with these parameters. */
  static String methods(List<String> trainable, List<String> all) {
    String weights =
        trainable.stream()
            .map(name -> "p[" + all.indexOf(name) + "]")
            .collect(Collectors.joining(", "));
    return TEXT.replace("TRAINABLE", weights).indent(2);
  }
}
