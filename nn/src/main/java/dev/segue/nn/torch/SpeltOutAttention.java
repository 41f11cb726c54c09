// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

/** Replaces fused attention by the products and the softmax that it stands for. */
final class SpeltOutAttention {
  private static final String METHOD =
      """
        def spelt_out_attention(self, q: Tensor, k: Tensor, v: Tensor, \
      mask: Optional[Tensor]=None, dropout: float=0., causal: bool=False, \
      scale: Optional[float]=None) -> Tensor:
          if torch.__is__(scale, None):
            factor = torch.pow(torch.size(q, -1), -0.5)
          else:
            factor = unchecked_cast(float, scale)
          s = torch.matmul(torch.mul(q, factor), torch.transpose(k, -2, -1))
          if torch.__isnot__(mask, None):
            mask0 = unchecked_cast(Tensor, mask)
            if torch.eq(ops.prim.dtype(mask0), 11):
              s0 = torch.masked_fill(s, torch.logical_not(mask0), -1e+30)
            else:
              s0 = torch.add(s, mask0)
          else:
            s0 = s
          if causal:
            s1 = torch.add(s0, torch.triu(torch.full_like(s0, -1e+30), 1))
          else:
            s1 = s0
          return torch.matmul(torch.softmax(s1, -1), v)
      """;

  private SpeltOutAttention() {}

  /** The same methods, each indented by two spaces. */
  static String in(String methods) {
    return METHOD
        + methods.replace("torch.scaled_dot_product_attention(", "(self).spelt_out_attention(");
  }
}
