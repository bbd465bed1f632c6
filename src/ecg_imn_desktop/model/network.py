"""The networks, all in one file.

An interpretable mesomorphic network (IMN) reads an ECG x and writes the parameters of a strictly linear model for that
one ECG (Kadra et al., NeurIPS 2024; for ECGs Thambawita et al., arXiv 2602.09566):

    x                                       (B, C, L)     12 leads, L samples, normalised
    W  = decoder(encoder(x))                (B, K, C, L)  one weight per class, lead and sample
    b                                       (B, K)
    logit_k = sum_{c,t} W[k,c,t] x[c,t] + b_k
    contribution[k,c,t] = W[k,c,t] x[c,t]   the exact, additive attribution

``EcgImn2d`` is the network of the paper, ``ImnDirect`` its ablation, ``Imn1d`` our default, ``*Twin`` are black boxes
with the same encoder and a pooled linear head.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.fusion import fuse_conv_bn_eval

N_LEADS = 12


class Explained(NamedTuple):
    """``contribution`` (B, K, C, L) in logits, ``bias`` (B, K), ``logit`` (B, K) = bias + sum of contribution."""

    contribution: Tensor
    bias: Tensor
    logit: Tensor


class Written(NamedTuple):
    """What the hypernetwork wrote: ``W`` (B, K, C, T) and ``bias`` (B, K), so that

    logit = sum(W * reduced(x)) + bias, with ``reduced(x)`` (B, C, T). ``pooled`` (B, F) is the encoder's pooled latent.
    """

    W: Tensor
    bias: Tensor
    pooled: Tensor


class Imn(nn.Module):
    """What every interpretable network of this file can do; a subclass says how W and b are written."""

    n_classes: int
    n_samples: int

    def write(self, x: Tensor) -> Written:
        """W, b and the pooled latent for x (B, C, L), W at the rate at which the network writes it."""
        raise NotImplementedError

    def reduced(self, x: Tensor) -> Tensor:
        """x (B, C, L) summed to the rate at which W is written, (B, C, T)."""
        return x

    def expanded(self, W: Tensor) -> Tensor:
        """W (B, K, C, T) at the rate of x, (B, K, C, L): the adjoint of ``reduced``."""
        return W

    def combine(self, written: Written, x: Tensor) -> Tensor:
        """Logits (B, K) of x (B, C, L) under weights already written, for this x or for another one (frozen)."""
        logit: Tensor = torch.einsum("bkct,bct->bk", written.W, self.reduced(x)) + written.bias
        return logit

    def weights(self, x: Tensor) -> Tensor:
        """W (B, K, C, L): the linear model that the network writes for x (B, C, L)."""
        return self.expanded(self.write(x).W)

    def explain(self, x: Tensor) -> Explained:
        """Contributions, bias and logit of x (B, C, L)."""
        written = self.write(x)
        contribution = self.expanded(written.W) * x.unsqueeze(1)
        return Explained(contribution, written.bias, contribution.sum(dim=(2, 3)) + written.bias)

    def logits(self, x: Tensor) -> Tensor:
        """Logits (B, K) of x (B, C, L)."""
        return self.combine(self.write(x), x)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (B, K)."""
        return self.logits(x)


# ---------------------------------------------------------------------------------------------------------------------
# The network of the paper
# ---------------------------------------------------------------------------------------------------------------------


class Encoder2d(nn.Module):
    """(B, 12, L) -> latent (B, 64, 12, L/4): the ECG as a one-channel image, kernels of 3 leads x 15 samples."""

    n_features = 64

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = self._stage(1, 16)
        self.conv2 = self._stage(16, 32)
        self.conv3 = self._stage(32, 64)
        self.pool = nn.MaxPool2d((1, 2))
        self.dropout = nn.Dropout(0.2)

    @staticmethod
    def _stage(n_in: int, n_out: int) -> nn.Sequential:
        return nn.Sequential(
            nn.Conv2d(n_in, n_out, (3, 15), padding=(1, 7), bias=False), nn.BatchNorm2d(n_out), nn.GELU()
        )

    def encode(self, x: Tensor) -> Tensor:
        """Latent (B, 64, 12, L/4)."""
        h = self.conv1(x.unsqueeze(1))  # (B, 16, 12, L)
        h = self.pool(self.conv2(h))  # (B, 32, 12, L/2)
        h = self.pool(self.conv3(h))  # (B, 64, 12, L/4)
        latent: Tensor = self.dropout(h)
        return latent


class EcgImn2d(Encoder2d, Imn):
    """``ecg-imn-2d``: the paper's network.

    ``n_classes`` = 1 is its single-linear head (sigmoid), 2 its categorical head (softmax over negative, positive);
    ``n_samples`` = 1000 (100 Hz) or 5000 (500 Hz). The names of the parameters are those of the authors' checkpoints.
    """

    def __init__(self, n_classes: int = 1, n_samples: int = 1000) -> None:
        super().__init__()
        self.n_classes, self.n_samples = n_classes, n_samples
        self.transition = nn.Sequential(
            nn.Conv2d(64, 32, 3, padding=1, bias=False),
            nn.BatchNorm2d(32),
            nn.GELU(),
            nn.Upsample(scale_factor=(1, 2), mode="nearest"),
            nn.Conv2d(32, 16, 3, padding=1, bias=False),
            nn.BatchNorm2d(16),
            nn.GELU(),
            nn.Upsample(scale_factor=(1, 2), mode="nearest"),
            nn.Conv2d(16, n_classes, 3, padding=1),
        )
        self.bias_head = nn.Linear(64, n_classes)

    def write(self, x: Tensor) -> Written:
        """W (B, K, 12, L), b (B, K)."""
        latent = self.encode(x)
        pooled = latent.mean(dim=(2, 3))
        return Written(self.transition(latent), self.bias_head(pooled), pooled)


class ImnDirect(Encoder2d, Imn):
    """The paper's ablation *IMN Direct*: the pooled latent and one linear layer write all of W and b."""

    def __init__(self, n_classes: int = 2, n_samples: int = 1000) -> None:
        super().__init__()
        self.n_classes, self.n_samples = n_classes, n_samples
        self.head = nn.Linear(64, n_classes * (N_LEADS * n_samples + 1))

    def write(self, x: Tensor) -> Written:
        """W (B, K, 12, L), b (B, K)."""
        pooled = self.encode(x).mean(dim=(2, 3))
        flat = self.head(pooled).view(len(x), self.n_classes, -1)
        W = flat[..., :-1].reshape(len(x), self.n_classes, N_LEADS, self.n_samples)
        return Written(W, flat[..., -1], pooled)


class Twin2d(Encoder2d):
    """The black box of the paper: the same encoder, global average pool, one linear layer."""

    def __init__(self, n_classes: int = 2, n_samples: int = 1000) -> None:
        super().__init__()
        self.n_classes, self.n_samples = n_classes, n_samples
        self.head = nn.Linear(64, n_classes)

    def pooled(self, x: Tensor) -> Tensor:
        """What the head reads, (B, 64)."""
        return self.encode(x).mean(dim=(2, 3))

    def logits(self, x: Tensor) -> Tensor:
        """Logits (B, K) of x (B, C, L)."""
        logit: Tensor = self.head(self.pooled(x))
        return logit

    forward = logits


# ---------------------------------------------------------------------------------------------------------------------
# Our default network
# ---------------------------------------------------------------------------------------------------------------------


class ResidualBlock(nn.Module):
    """Two convolutions and a squeeze-and-excitation gate (Hu et al. 2018) beside a shortcut, in time."""

    def __init__(self, n_in: int, n_out: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.conv1: nn.Module = nn.Conv1d(n_in, n_out, kernel, stride, kernel // 2, bias=False)
        self.norm1: nn.Module = nn.BatchNorm1d(n_out)
        self.conv2: nn.Module = nn.Conv1d(n_out, n_out, kernel, 1, kernel // 2, bias=False)
        self.norm2: nn.Module = nn.BatchNorm1d(n_out)
        self.squeeze = nn.Linear(n_out, n_out // 8)
        self.excite = nn.Linear(n_out // 8, n_out)
        self.shortcut: nn.Module = nn.Identity()
        if stride != 1 or n_in != n_out:
            self.shortcut = nn.Sequential(nn.Conv1d(n_in, n_out, 1, stride, bias=False), nn.BatchNorm1d(n_out))

    def forward(self, h: Tensor) -> Tensor:
        """(B, n_in, T) -> (B, n_out, ceil(T / stride))."""
        y = F.relu(self.norm1(self.conv1(h)))
        y = self.norm2(self.conv2(y))
        gate = torch.sigmoid(self.excite(F.relu(self.squeeze(y.mean(dim=2)))))
        return F.relu(y * gate.unsqueeze(2) + self.shortcut(h))


class Encoder1d(nn.Module):
    """(B, 12, L) -> feature maps at L/2, L/4 ... and their pooled last one, (B, n_features)."""

    def __init__(self, widths: tuple[int, ...], blocks: int, kernel: int, dropout: float) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv1d(N_LEADS, widths[0], 15, 2, 7, bias=False), nn.BatchNorm1d(widths[0]), nn.ReLU()
        )
        self.stages = nn.ModuleList()
        n_in = widths[0]
        for level, width in enumerate(widths):
            stage: list[nn.Module] = [ResidualBlock(n_in, width, kernel, 1 if level == 0 else 2)]
            stage += [ResidualBlock(width, width, kernel) for _ in range(blocks - 1)]
            self.stages.append(nn.Sequential(*stage))
            n_in = width
        self.dropout = nn.Dropout(dropout)
        self.n_features = 2 * widths[-1]

    def encode(self, x: Tensor) -> tuple[list[Tensor], Tensor]:
        """Feature maps, finest first, [(B, w0, L/2), (B, w1, L/4), ...], and the pooled latent (B, n_features)."""
        h = self.stem(x)
        maps = []
        for stage in self.stages:
            h = stage(h)
            maps.append(h)
        pooled = torch.cat([h.mean(dim=2), h.amax(dim=2)], dim=1)
        return maps, self.dropout(pooled)


class Branch1d(Encoder1d):
    """A residual 1-D encoder over all 12 leads, and a decoder that climbs back with skip connections.

    The decoder knows the pooled latent at every step, so that what it says of one moment knows the whole ECG.
    """

    def __init__(
        self,
        widths: Sequence[int] = (64, 96, 128, 160, 192),
        blocks: int = 2,
        kernel: int = 7,
        decoder_width: int = 64,
        dropout: float = 0.2,
    ) -> None:
        super().__init__(tuple(widths), blocks, kernel, dropout)
        self.decoder_width = decoder_width
        n_context = 64
        self.context = nn.Sequential(nn.Linear(self.n_features, n_context), nn.ReLU())
        self.lateral = nn.ModuleList(nn.Conv1d(width, decoder_width, 1, bias=False) for width in widths)
        self.shift = nn.ModuleList(nn.Linear(n_context, 2 * decoder_width) for _ in widths)
        self.merge = nn.ModuleList(
            nn.Sequential(
                nn.Conv1d(decoder_width, decoder_width, 5, padding=2, bias=False), nn.BatchNorm1d(decoder_width)
            )
            for _ in widths
        )

    def decode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """The finest map of the decoder, (B, decoder_width, L/2), and the pooled latent."""
        maps, pooled = self.encode(x)
        context = self.context(pooled)
        h: Tensor | None = None
        for level in reversed(range(len(maps))):
            y = self.lateral[level](maps[level])
            if h is not None:
                y = y + F.interpolate(h, size=y.shape[2], mode="nearest")
            gain, offset = self.shift[level](context).unsqueeze(2).chunk(2, dim=1)
            h = F.relu(self.merge[level](y * (1 + gain) + offset))
        assert h is not None
        return h, pooled


class Imn1d(Branch1d, Imn):
    """``imn-1d``: one network, all classes, global context at full resolution, a bias that carries no evidence.

    W is written at half the sample rate (20 ms) and held over two samples: a weight has no business jumping from sample
    to sample. b is a learned constant per class, the prior: it cannot depend on x. ``generated_bias`` adds a b for each
    ECG, as in the paper's network, to measure what that costs.

    ``members``: of each of the first classes, the superclasses, the numbers of the classes that it gathers, and
    ``member_shares`` how much of them (see ``gathered``).

    ``partner``: the options of a second ``Branch1d``, whose map the last layer reads beside the first one's. So two
    networks are one (``joined``): the sum of two linear models is linear.

    ``n_auxiliary`` > 0 adds a pooled head (``auxiliary_logits``) that only training uses, to teach the encoder.
    """

    def __init__(
        self,
        n_classes: int = 5,
        n_samples: int = 1000,
        widths: Sequence[int] = (64, 96, 128, 160, 192),
        blocks: int = 2,
        kernel: int = 7,
        decoder_width: int = 64,
        dropout: float = 0.2,
        n_auxiliary: int = 0,
        members: Sequence[Sequence[int]] = (),
        member_shares: Sequence[float] = (),
        generated_bias: bool = False,
        partner: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(widths, blocks, kernel, decoder_width, dropout)
        self.n_classes, self.n_samples = n_classes, n_samples
        if len(members) != len(member_shares) or any(
            not len(members) <= k < n_classes for part in members for k in part
        ):
            raise ValueError("members of superclasses are classes behind them")
        self.members = [list(m) for m in members]
        self.member_shares = list(member_shares)
        rest = range(len(members), n_classes)
        # Added to logits before the softmax: who is no member gets nothing. Lists, as a model is loaded without memory
        # for what is no parameter.
        self._outside = [[0.0 if k in part or not part else -torch.inf for k in rest] for part in members]
        self._shares = [[share if part else 0.0] for part, share in zip(members, member_shares, strict=True)]
        self.partner = Branch1d(**partner) if partner is not None else None
        n_read = decoder_width + (self.partner.decoder_width if self.partner is not None else 0)
        self.writer = nn.Conv1d(n_read, n_classes * N_LEADS, 1)
        self.bias = nn.Parameter(torch.zeros(n_classes))
        self.bias_head = nn.Linear(self.n_features, n_classes) if generated_bias else None
        # 12 L products are summed: this keeps the first logits near 1 while W learns at the pace of other layers.
        self.weight_scale = 1.0 / (N_LEADS * n_samples) ** 0.5
        self.auxiliary = nn.Linear(self.n_features, n_auxiliary) if n_auxiliary else None

    def decode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """What the writer reads, (B, decoder_width of both, L/2), and the pooled latent of the first branch."""
        h, pooled = super().decode(x)
        if self.partner is not None:
            h = torch.cat([h, self.partner.decode(x)[0]], dim=1)
        return h, pooled

    def write(self, x: Tensor) -> Written:
        """W at half the sample rate (B, K, 12, L/2), b (B, K)."""
        h, pooled = self.decode(x)
        # W leaves the convolutions in their precision; sums of 12,000 products are taken in the parameters' own.
        W = self.writer(h).to(self.bias.dtype) * self.weight_scale
        W = self.gathered(W.view(len(x), self.n_classes, N_LEADS, -1), x)
        b = self.bias.expand(len(x), -1)
        if self.bias_head is not None:
            b = b + self.bias_head(pooled).to(b.dtype)
        return Written(W, b, pooled)

    def gathered(self, W: Tensor, x: Tensor) -> Tensor:
        """W (B, K, 12, T) as it is used for x: a superclass has its own W and a share of its members'.

        An ECG has a superclass if it has any of the members, so what is added is the W of the member that it most looks
        like (``mixture``); NORM has none and gets its members' with a negative share. The model stays linear: W is
        written anew for every x anyway. Where one member stands out, the evidence for the superclass is its evidence.
        In inference mode W itself is changed.
        """
        if not self.members:
            return W
        n = len(self.members)
        flat = W.flatten(2)
        with torch.autocast(x.device.type, enabled=False):  # sums of 12,000 products again
            evidence = torch.matmul(flat, self.reduced(x).to(W.dtype).flatten(1).unsqueeze(2)).squeeze(2)
            added = torch.matmul(self.mixture(evidence), flat[:, n:]).view(len(x), n, *W.shape[2:])
        if torch.is_inference_mode_enabled():
            W[:, :n] += added  # it was made for this call; a copy takes longer than all the rest
            return W
        return torch.cat([W[:, :n] + added, W[:, n:]], dim=1)

    def gathered_evidence(self, evidence: Tensor) -> Tensor:
        """What the superclasses gather of ``evidence``, (B, n_super): see ``mixture``."""
        return torch.einsum("bsk,bk->bs", self.mixture(evidence), evidence[:, len(self.members) :])

    def mixture(self, evidence: Tensor) -> Tensor:
        """How much of every class behind them the superclasses use, (B, n_super, K - n_super), for the sums of W * x.

        The softmax of the members' logits, times the superclass's share. ``evidence`` (B, K): sums of W * x without
        what is gathered.
        """
        logit = (evidence + self.bias)[:, len(self.members) :].unsqueeze(1)
        outside, share = (logit.new_tensor(values) for values in (self._outside, self._shares))
        return share * (logit + outside).softmax(dim=2)

    def last_inputs(self, x: Tensor) -> Tensor:
        """What the last layer weighs, (B, 12 * n_read): logit_k = last_weight[k] . inputs + last_bias[k] + c_k.

        W = writer(h), so each of the writer's weights times the sum of h * x over time is its share of the logit. c_k
        comes of the writer's own bias, a weight that is the same at every moment: 0 for leads without a mean. What a
        superclass gathers from its members comes on top.
        """
        h, _ = self.decode(x)
        with torch.autocast(x.device.type, enabled=False):
            sums: Tensor = torch.einsum("bct,bdt->bcd", self.reduced(x), h.to(self.bias.dtype)) * self.weight_scale
        return sums.flatten(1)

    @property
    def last_weight(self) -> Tensor:
        """The writer's weights as (K, 12 * n_read), a view."""
        weight: Tensor = self.writer.weight
        return weight.view(self.n_classes, -1)

    @property
    def last_bias(self) -> Tensor:
        """b, (K,)."""
        return self.bias

    def reduced(self, x: Tensor) -> Tensor:
        """Sums of pairs of samples, (B, C, L/2)."""
        return x.reshape(*x.shape[:2], -1, 2).sum(dim=3)

    def expanded(self, W: Tensor) -> Tensor:
        """Every weight held over its two samples, (B, K, C, L)."""
        return W.repeat_interleave(2, dim=3)


class Twin1d(Encoder1d):
    """The black-box twin of ``imn-1d``: the same encoder, the pooled latent, one linear layer."""

    def __init__(
        self,
        n_classes: int = 5,
        n_samples: int = 1000,
        widths: tuple[int, ...] = (64, 96, 128, 160, 192),
        blocks: int = 2,
        kernel: int = 7,
        dropout: float = 0.2,
        n_auxiliary: int = 0,
    ) -> None:
        super().__init__(tuple(widths), blocks, kernel, dropout)
        self.n_classes, self.n_samples = n_classes, n_samples
        self.head = nn.Linear(self.n_features, n_classes)
        self.auxiliary = nn.Linear(self.n_features, n_auxiliary) if n_auxiliary else None

    def pooled(self, x: Tensor) -> Tensor:
        """What the head reads, (B, n_features)."""
        return self.encode(x)[1]

    def last_inputs(self, x: Tensor) -> Tensor:
        """What the last layer weighs, (B, n_features): logit_k = last_weight[k] . inputs + last_bias[k]."""
        return self.pooled(x)

    @property
    def last_weight(self) -> Tensor:
        """(K, n_features)."""
        weight: Tensor = self.head.weight
        return weight

    @property
    def last_bias(self) -> Tensor:
        """(K,)."""
        bias: Tensor = self.head.bias
        return bias

    def logits(self, x: Tensor) -> Tensor:
        """Logits (B, K) of x (B, C, L)."""
        logit: Tensor = self.head(self.pooled(x))
        return logit

    forward = logits


NETWORKS: dict[str, type[nn.Module]] = {
    "imn-1d": Imn1d,
    "twin-1d": Twin1d,
    "ecg-imn-2d": EcgImn2d,
    "imn-direct": ImnDirect,
    "twin-2d": Twin2d,
}


def build_network(kind: str, options: dict[str, object]) -> nn.Module:
    """An untrained network of a kind of ``NETWORKS`` with its keyword options; KeyError for an unknown kind."""
    return NETWORKS[kind](**options)


def restored_network(kind: str, options: dict[str, object], state: dict[str, Tensor]) -> nn.Module:
    """A trained network from its ``state_dict``, ready to answer."""
    network = build_network(kind, options)
    network.load_state_dict(state)
    return network.eval()


N = TypeVar("N", bound=nn.Module)


def folded(network: N) -> N:
    """The same network for answers only: each batch norm is multiplied into the convolution before it, in place.

    In evaluation a batch norm is a fixed affine map, so nothing is approximated; a pass takes some 5 % less.
    """
    assert not network.training
    for module in list(network.modules()):
        if isinstance(module, nn.Sequential):
            for i in range(len(module) - 1):
                if isinstance(module[i + 1], nn.BatchNorm1d | nn.BatchNorm2d):
                    module[i], module[i + 1] = _joined(module[i], module[i + 1]), nn.Identity()
        elif isinstance(module, ResidualBlock):
            module.conv1, module.norm1 = _joined(module.conv1, module.norm1), nn.Identity()
            module.conv2, module.norm2 = _joined(module.conv2, module.norm2), nn.Identity()
    return network


def _joined(convolution: nn.Module, norm: nn.Module) -> nn.Module:
    assert isinstance(convolution, nn.Conv1d | nn.Conv2d)
    assert isinstance(norm, nn.BatchNorm1d | nn.BatchNorm2d)
    return fuse_conv_bn_eval(convolution, norm)
