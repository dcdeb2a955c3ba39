"""Failed goods on a running desk, with photos that can be sent; what both sides of a claim read and press."""

from __future__ import annotations

from bot.app import photo_store
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_request import Photo
from bot.core.domain.supplier_claim import SupplierClaim
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.submit_return import submit_return
from bot.documents.pictures import check_picture
from tests.support.builders import CLOCK, act, approve, draft_return, record_line, restock, review
from tests.support.cast import BO, CHEN
from tests.support.pictures import a_picture
from tests.support.running_desk import Company

# What people read and press, in the words of either language.
SAYS = {
    "en": {
        "we credit": "^We credit$",
        "we replace": "^We replace$",
        "we collect": "^We collect$",
        "allowance": "^Keep it, with an allowance$",
        "we dispute": "^We dispute$",
        "more photos": "^Send more photos$",
        "more": "^More ▾$",
        "seen": "^Seen, answer follows$",
        "please answer": "Please answer by",
        "they credit": "They answered: we credit",
        "they replace": "They answered: we replace",
        "they collect": "They answered: we collect",
        "settle": "^✓ Settle, £7.50$",
        "done": "^✓ Done, no money$",
        "goods follow": "^✓ Settle, goods follow$",
        "other amount": "^Another amount$",
        "handed over": "^Supplier has the goods$",
        "goods sent": "Goods: handed to the supplier",
        "settled credit": "Settled: credit £7.50, debit note DN-2026-00001",
        "settled 25": "Settled: credit £25.00, debit note DN-2026-00001",
        "settled replaced": "Settled: replacement, 0 of 2 here",
        "settled collected": "Settled: collected",
        "settled allowance": "Settled: goods kept, allowance £3.50, debit note DN-2026-00001",
        "why dispute": "why do you dispute",
        "passed on": "Passed on",
        "they dispute": "They dispute it",
        "insist": "^Insist$",
        "why insist": "why do we insist",
        "let go": "^Let it go$",
        "why nothing": "why is nothing coming",
        "denied": "Denied: nothing comes",
        "closed": "Closed without an agreement",
        "seconds": "^Sell as seconds$",
        "scrap": "^Scrap$",
        "agree scrap": "^✓ Agree to scrap$",
        "one more": "one more manager must agree",
        "scrapped": "Goods: scrapped",
        "kept": "Goods: kept, sold as seconds",
        "nothing": "Settled: nothing came of it",
        "they want photos": "They ask for: more photos",
        "send photos": "^Send photos$",
        "send here": "send the photos here",
        "new so far": "New so far: 2",
        "new photo": "New so far: 1",
        "to desk": "^✓ Send to the returns desk$",
        "two photos": "📷 2 photos",
        "to supplier": "^✓ Send to the supplier$",
        "how much": "how much",
        "too much": "at most what SC-2026-00001 claims: £7.50",
        "they offer": "They offer £3.50",
        "take": "^✓ Take £3.50",
        "decline": "^Decline the offer$",
        "why decline": "why do we decline",
        "skip": "^Skip$",
        "was due": "The answer was due on",
        "which": "Which claim are these words about",
        "none open": "No claim is open",
        "your list": "Claims that are open: ",
        "no list": "No claims here",
        "name supplier": "^Name the supplier$",
        "whose": "whose goods are these",
        "nobody": "Nobody to tell",
        "phone": "^They told us ▾$",
        "phone credit": "^They credit$",
        "phone dispute": "^They dispute$",
        "what said": "what did .* say against it",
        "by phone": "told to us",
        "week": "1 wait for you, 0 are with us",
        "amount?": "What is the debit note over",
        "needs words": "more than SC-2026-00001 claims",
        "desk": "Returns desk",
        "write": "^Write$",
        "read?": "what shall .* read",
    },
    "zh": {
        "we credit": "^同意退款$",
        "we replace": "^同意换货$",
        "we collect": "^上门取货$",
        "allowance": "^贵方留下，我方折让$",
        "we dispute": "^有异议$",
        "more photos": "^请补充照片$",
        "more": "^更多 ▾$",
        "seen": "^已看到，稍后答复$",
        "please answer": "请在 .* 前答复",
        "they credit": "供应商已答复：同意退款",
        "they replace": "供应商已答复：同意换货",
        "they collect": "供应商已答复：上门取货",
        "settle": "^✓ 结案 £7.50$",
        "done": "^✓ 已办妥，无金额$",
        "goods follow": "^✓ 结案，待来货$",
        "other amount": "^其他金额$",
        "handed over": "^供应商已取走货物$",
        "goods sent": "货物：已交供应商",
        "settled credit": "已结案：退款 £7.50，借项单 DN-2026-00001",
        "settled 25": "已结案：退款 £25.00，借项单 DN-2026-00001",
        "settled replaced": "已结案：换货，已到 0／2",
        "settled collected": "已结案：已取货",
        "settled allowance": "已结案：货留下，折让 £3.50，借项单 DN-2026-00001",
        "why dispute": "说明异议理由",
        "passed on": "已转达",
        "they dispute": "供应商有异议",
        "insist": "^坚持索赔$",
        "why insist": "为什么坚持",
        "let go": "^放弃$",
        "why nothing": "为什么不赔",
        "denied": "供应商拒赔",
        "closed": "未达成一致",
        "seconds": "^折价销售$",
        "scrap": "^报废$",
        "agree scrap": "^✓ 同意报废$",
        "one more": "还需另一位主管同意",
        "scrapped": "货物：已报废",
        "kept": "货物：已留下",
        "nothing": "已结案：无赔付",
        "they want photos": "供应商要求提供：更多照片",
        "send photos": "^发送照片$",
        "send here": "请在此发送照片",
        "new so far": "目前新增 2 张",
        "new photo": "目前新增 1 张",
        "to desk": "^✓ 发给退货台$",
        "two photos": "📷 2 张照片",
        "to supplier": "^✓ 发给供应商$",
        "how much": "折让多少",
        "too much": "不能超过 SC-2026-00001 的索赔金额：£7.50",
        "they offer": "折让 £3.50",
        "take": "^✓ 接受 £3.50",
        "decline": "^谢绝$",
        "why decline": "为什么谢绝",
        "skip": "^跳过$",
        "was due": "答复期限 .* 已过",
        "which": "是关于哪一件索赔",
        "none open": "目前没有未结的索赔",
        "your list": "未结索赔：",
        "no list": "这里没有索赔",
        "name supplier": "^指定供应商$",
        "whose": "这批货是哪家供应商的",
        "nobody": "没有可通知的",
        "phone": "^登记供应商的答复 ▾$",
        "phone credit": "^供应商同意退款$",
        "phone dispute": "^供应商有异议$",
        "what said": "提出了什么异议",
        "by phone": "（我方登记）",
        "week": "1 件等您答复，0 件在我方处理",
        "amount?": "借项单金额是多少",
        "needs words": "超过 SC-2026-00001 的索赔金额",
        "desk": "退货台",
        "write": "^留言$",
        "read?": "要告诉",
    },
}


def a_stored_photo(company: Company, seed: int) -> Photo:
    picture = check_picture(a_picture(seed), sent_as_file=False)
    photo_store(company.settings).put(picture.content, picture.thumbnail)
    return Photo(
        picture.sha256,
        picture.width,
        picture.height,
        len(picture.content),
        picture.looks,
        f"file-{seed}",
        f"unique-{seed}",
    )


def failed_goods(company: Company, *, product: str = CLOCK, quantity: int = 4, vendor: int = 2) -> str:
    """Filed, approved, inspected with two photos, reviewed and posted: `vendor` of them go to vendor hold.
    Gives the return order's number."""
    desk = company.desk.database
    photos = (a_stored_photo(company, 41), a_stored_photo(company, 42))
    draft = draft_return(desk, product=product, quantity=quantity, reason="QUALITY_DEFECT", photos=photos)
    submitted = act(desk, BO, submit_return, draft)
    if submitted.verdict.needs_manager:
        approve(desk, draft)
    inspection = act(desk, CHEN, claim_inspection, draft)
    good = {Disposition.RESTOCK: quantity - vendor} if quantity > vendor else {}
    split = {**good, Disposition.RETURN_TO_VENDOR: vendor}
    record_line(desk, inspection.id, 1, counted=quantity, split=split, grade=Grade.C, photos=photos)
    order = act(desk, CHEN, finish_inspection, inspection.id)
    review(desk, order.id)
    return restock(desk, order.id).order.number


def claim_of(company: Company, number: str = "1") -> SupplierClaim:
    return company.desk.database.read_now(lambda uow: uow.claims.by_number(number))
