<?xml version="1.0"?>
<!-- SPDX-FileCopyrightText: mmm-ha contributors
     SPDX-License-Identifier: GPL-2.0-or-later
     Makes a man page (roff) out of the metadata of a resource agent, so that parameters are
     described once, in the agent: xsltproc -novalid -stringparam provider mmm ocf2man.xsl FILE -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text" encoding="UTF-8"/>
<xsl:strip-space elements="*"/>
<xsl:param name="provider" select="'mmm'"/>

<xsl:variable name="lower" select="'abcdefghijklmnopqrstuvwxyz'"/>
<xsl:variable name="upper" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>
<xsl:variable name="agent" select="concat('ocf:', $provider, ':', /resource-agent/@name)"/>
<xsl:variable name="page" select="concat('ocf_', $provider, '_', /resource-agent/@name)"/>
<xsl:variable name="promotable" select="boolean(/resource-agent/actions/action[@name = 'promote'])"/>

<xsl:template match="/resource-agent">
  <xsl:text>.\" Made from the metadata of the agent.&#10;</xsl:text>
  <xsl:value-of select="concat('.TH &quot;', translate($page, $lower, $upper), '&quot; 7 &quot;&quot; ')"/>
  <xsl:value-of select="concat('&quot;mmm-ha ', @version, '&quot; &quot;OCF resource agents&quot;&#10;')"/>
  <xsl:text>.SH NAME&#10;</xsl:text>
  <xsl:value-of select="concat($page, ' \- ')"/>
  <xsl:apply-templates select="shortdesc"/>
  <xsl:text>.SH SYNOPSIS&#10;</xsl:text>
  <xsl:value-of select="concat('.B pcs resource create\fR \fIid\fR ', $agent)"/>
  <xsl:for-each select="parameters/parameter[@required = '1']">
    <xsl:value-of select="concat(' ', @name, '=\fIvalue\fR')"/>
  </xsl:for-each>
  <xsl:text> [\fIparameter\fR=\fIvalue\fR ...]</xsl:text>
  <xsl:if test="$promotable"> promotable notify=true</xsl:if>
  <xsl:text>&#10;.SH DESCRIPTION&#10;</xsl:text>
  <xsl:apply-templates select="longdesc"/>
  <xsl:text>.SH PARAMETERS&#10;</xsl:text>
  <xsl:apply-templates select="parameters/parameter"/>
  <xsl:text>.SH ACTIONS&#10;Time-outs and intervals are those that pcs and crmsh take when none is given.&#10;</xsl:text>
  <xsl:apply-templates select="actions/action"/>
  <xsl:text>.SH SEE ALSO&#10;.BR mmm_control (8),&#10;.BR pcs (8),&#10;.BR crm (8)&#10;</xsl:text>
</xsl:template>

<xsl:template match="parameter">
  <xsl:value-of select="concat('.TP&#10;\fB', @name, '\fR (')"/>
  <xsl:value-of select="content/@type"/>
  <xsl:choose>
    <xsl:when test="@required = '1'">, required</xsl:when>
    <xsl:when test="string(content/@default) != ''">
      <xsl:text>, default \fB</xsl:text>
      <xsl:call-template name="roff"><xsl:with-param name="text" select="content/@default"/></xsl:call-template>
      <xsl:text>\fR</xsl:text>
    </xsl:when>
  </xsl:choose>
  <xsl:if test="@unique-group">, unique</xsl:if>
  <xsl:if test="@reloadable = '1'">, changes without a restart</xsl:if>
  <xsl:text>)&#10;</xsl:text>
  <xsl:apply-templates select="longdesc"/>
</xsl:template>

<xsl:template match="action">
  <xsl:value-of select="concat('.TP&#10;\fB', @name, '\fR&#10;time-out ', @timeout)"/>
  <xsl:if test="@interval">, interval <xsl:value-of select="@interval"/></xsl:if>
  <xsl:if test="@role">, role <xsl:value-of select="@role"/></xsl:if>
  <xsl:if test="@depth">, check level <xsl:value-of select="@depth"/></xsl:if>
  <xsl:text>&#10;</xsl:text>
</xsl:template>

<!-- Blank lines part paragraphs; "- " begins a list item. -->
<xsl:template match="shortdesc|longdesc">
  <xsl:variable name="text"><xsl:call-template name="roff"><xsl:with-param name="text" select="."/></xsl:call-template></xsl:variable>
  <xsl:call-template name="lines"><xsl:with-param name="text" select="$text"/></xsl:call-template>
</xsl:template>

<xsl:template name="lines">
  <xsl:param name="text"/>
  <xsl:variable name="line" select="normalize-space(substring-before(concat($text, '&#10;'), '&#10;'))"/>
  <xsl:variable name="rest" select="substring-after($text, '&#10;')"/>
  <xsl:choose>
    <xsl:when test="$line = '' and normalize-space($rest) != ''">
      <xsl:value-of select="concat(substring('.PP.sp', 1 + 3 * boolean(parent::parameter), 3), '&#10;')"/>
    </xsl:when>
    <xsl:when test="$line = ''"/>
    <xsl:when test="starts-with($line, '\- ')">
      <xsl:value-of select="concat('.br&#10;\(bu ', substring-after($line, '\- '), '&#10;')"/>
    </xsl:when>
    <xsl:when test="starts-with($line, '.') or starts-with($line, &quot;'&quot;)">
      <xsl:value-of select="concat('\&amp;', $line, '&#10;')"/>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="concat($line, '&#10;')"/></xsl:otherwise>
  </xsl:choose>
  <xsl:if test="$rest != ''">
    <xsl:call-template name="lines"><xsl:with-param name="text" select="$rest"/></xsl:call-template>
  </xsl:if>
</xsl:template>

<!-- Backslashes and minus signs mean something to roff. -->
<xsl:template name="roff">
  <xsl:param name="text"/>
  <xsl:choose>
    <xsl:when test="contains($text, '\') and not(contains(substring-before($text, '\'), '-'))">
      <xsl:value-of select="concat(substring-before($text, '\'), '\e')"/>
      <xsl:call-template name="roff"><xsl:with-param name="text" select="substring-after($text, '\')"/></xsl:call-template>
    </xsl:when>
    <xsl:when test="contains($text, '-')">
      <xsl:value-of select="concat(substring-before($text, '-'), '\-')"/>
      <xsl:call-template name="roff"><xsl:with-param name="text" select="substring-after($text, '-')"/></xsl:call-template>
    </xsl:when>
    <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
  </xsl:choose>
</xsl:template>
</xsl:stylesheet>
