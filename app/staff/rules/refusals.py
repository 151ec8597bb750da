"""Why something about an agent is not done, with the sentence that says what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Refusal:
    sentence: str


WRONG_CODE = Refusal(sentence="Ce code n’est pas le bon, ou il a déjà servi. Attendez que votre application en montre un autre, puis saisissez-le.")
FACTOR_KNOWN = Refusal(sentence="Votre second facteur est déjà enregistré\u00a0: saisissez le code que montre votre application.")
TOO_OLD = Refusal(sentence="Cette page est restée ouverte trop longtemps\u00a0: lisez la nouvelle image avec votre application.")
LAST_ADMINISTRATOR = Refusal(sentence="C’est la dernière personne de l’administration\u00a0: donnez d’abord ce rôle à quelqu’un d’autre.")
NO_SITE = Refusal(sentence="Choisissez au moins un site\u00a0: ce rôle ne voit que les siens.")
ALL_SITES = Refusal(sentence="Ce rôle est celui de tous les sites\u00a0: n’en cochez aucun.")
KNOWN_ALREADY = Refusal(sentence="Un agent se connecte déjà avec cette adresse\u00a0: retrouvez-le dans l’équipe.")
GONE = Refusal(sentence="Cet agent ne fait plus partie de l’équipe\u00a0: rechargez la page.")
NOT_ALONE = Refusal(sentence="Il faut deux agents pour retirer un second facteur\u00a0: demandez à une autre personne de l’équipe de confirmer.")
NO_RESET = Refusal(sentence="Personne n’a demandé ce retrait, ou il est déjà fait\u00a0: rechargez la page.")
